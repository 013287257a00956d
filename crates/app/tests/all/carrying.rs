//! Attachments of dossiers go along by digest.

use crate::dossier::{Place, Told};

#[tokio::test(flavor = "multi_thread")]
async fn attachments_go_along_by_digest() {
    let folder = std::env::temp_dir().join(format!("minsheng-dossier-{}", std::process::id()));
    let (out, kept) = (folder.join("out"), folder.join("kept"));
    let city = Place::sqlite().await.with_a_city().await;
    city.app.keep_files_in(&folder.join("first")).unwrap();
    // A case that takes a file now.
    let agent = app::demo::accounts(&city.app.profile()).unwrap();
    let agent = agent.iter().find(|it| it.login == "huawuyuan").unwrap();
    let agent = hotline::actor::Actor::Staff(hotline::actor::Staff {
        person: agent.login.clone(),
        posts: agent.posts.clone(),
    });
    let document = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let mut attached = None;
    for case in city.app.store().cases_after(0, 100).await.unwrap() {
        let mut coming = city.app.file_coming().await.unwrap();
        coming.write(document).await.unwrap();
        let (about, ask) = (
            app::attachment::About::default(),
            app::execute::Ask::default(),
        );
        if city
            .app
            .attach(&agent, &case.no, coming, about, &ask)
            .await
            .is_ok()
        {
            attached = Some(case);
            break;
        }
    }
    let attached = attached.expect("a case that takes a file");
    let mut text = Vec::new();
    let done = city
        .app
        .export_dossiers(&mut text, Some(&out), &mut |_| {})
        .await
        .unwrap();
    assert!(done.files >= 1);
    // Files of the demonstration lie nowhere: it keeps them in memory.
    let text = String::from_utf8(text).unwrap();
    let place = Place::sqlite().await;
    place.app.keep_files_in(&kept).unwrap();
    // Without its folder the case is taken, and its file is told.
    let mut told = Told::default();
    let first = place
        .app
        .import(&mut text.as_bytes(), None, &mut told)
        .await
        .unwrap();
    let missing = told
        .0
        .iter()
        .filter(|bad| bad.no.as_deref() == Some(&attached.no));
    let line = missing
        .map(|bad| bad.line)
        .next()
        .expect("the missing file is told");
    let said = text
        .lines()
        .nth(usize::try_from(line).unwrap() - 1)
        .unwrap();
    assert!(said.contains("\"kind\":\"attached\""), "{said}");
    // Damaged, it is not kept.
    let copy = std::fs::read_dir(&out)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::write(&copy, b"%PDF-1.7 other %%EOF").unwrap();
    let mut told = Told::default();
    place
        .app
        .import(&mut text.as_bytes(), Some(&out), &mut told)
        .await
        .unwrap();
    assert!(
        told.0.iter().any(|bad| bad.why.en.contains("not kept")),
        "{:?}",
        told.0
    );
    // With it, run again: nothing is taken twice, and the file is there.
    std::fs::write(&copy, document).unwrap();
    let again = place
        .app
        .import(&mut text.as_bytes(), Some(&out), &mut Told::default())
        .await;
    assert_eq!((again.unwrap().present, first.present), (first.taken, 0));
    let after = place.app.store().case(&attached.no).await.unwrap().unwrap();
    let digest = &after.files.last().unwrap().file.digest;
    assert!(place.app.files().has(digest).await.unwrap());
    assert!(place.export().await == text, "the same bytes");
    city.app.store().close().await;
    place.app.store().close().await;
    let _ = std::fs::remove_dir_all(folder);
}

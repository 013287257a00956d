//! Attachments of dossiers go along by digest.

use crate::dossier::{Place, Told};
use crate::house::{agent, register, run, staff};
use app::App;
use app::attachment::About;
use app::execute::Ask;
use hotline::actor::{Actor, Role, Staff};
use hotline::case::event::Erasure;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use store::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn attachments_go_along_by_digest() {
    let folder = std::env::temp_dir().join(format!("minsheng-dossier-{}", std::process::id()));
    let (out, kept) = (folder.join("out"), folder.join("kept"));
    let city = Place::sqlite().await.with_a_city().await;
    city.app.keep_files_in(&folder.join("first")).unwrap();
    // A case that takes a file now.
    let agent = app::demo::accounts(&city.app.profile()).unwrap();
    let agent = agent.iter().find(|it| it.login == "huawuyuan").unwrap();
    let agent = Actor::Staff(Staff {
        person: agent.login.clone(),
        posts: agent.posts.clone(),
    });
    let document = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let mut attached = None;
    for case in city.app.store().cases_after(0, 100).await.unwrap() {
        let mut coming = city.app.file_coming().await.unwrap();
        coming.write(document).await.unwrap();
        let (about, ask) = (About::default(), Ask::default());
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

/// Two by two points.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x02\x00\x00\x00\xfd\xd4\x9as\
    \x00\x00\x00\x12IDATx\xdac\xf8\xcf\xc0\xc0\x00\xc2\x0c\xff\x81\x00\x00\x1f\xee\x05\xfb\xf1\xab\xbaw\
    \x00\x00\x00\x00IEND\xaeB`\x82";

fn document(what: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {what}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").into_bytes()
}

async fn attach(app: &App, actor: &Actor, no: &str, content: &[u8]) {
    let mut coming = app.file_coming().await.unwrap();
    coming.write(content).await.unwrap();
    let ask = Ask::default();
    let done = app.attach(actor, no, coming, About::default(), &ask);
    done.await.unwrap();
}

/// Every file of a folder by its name.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read(entry.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(file).collect()
}

/// Cases of every sort that goes its own way, each with a file.
struct Sorts {
    /// 两号并存.
    line: String,
    published: String,
    /// Its persons were erased.
    nameless: String,
    /// All of its words were, and its file.
    wordless: String,
}

async fn all_sorts(app: &App) -> Sorts {
    let line = json!({"kind": "help", "text": "停电", "item": null,
        "line": {"line": "95598", "no": "P1", "accepted_at": "2026-11-20T10:00:00+08:00"}});
    let line = register(app, line).await;
    let case = app.store().case(&line).await.unwrap().unwrap();
    let unit = staff(app, Role::Handler, case.assignments[0].unit.as_str());
    attach(app, &unit, &line, &document("line")).await;
    let (agent, reviewer) = (agent(app), staff(app, Role::Reviewer, "市智慧中心"));
    let ended = async |content: &[u8]| {
        let with = json!({"channel": "phone", "kind": "consult", "title": "居住证", "accept": true,
            "text": "我叫欧阳锦绣，居住证怎么补办", "requester": {"name": "欧阳锦绣", "phone": "13900000001"}});
        let no = register(app, with).await;
        attach(app, &agent, &no, content).await;
        let answer = json!({"text": "带户口簿到派出所"});
        run(app, &agent, &no, "answer_directly", answer).await;
        let rating = json!({"grade": 5, "solved": true});
        run(app, &agent, &no, "rate", rating).await;
        no
    };
    let published = ended(PNG).await;
    let copy = json!({"title": "居住证", "text": "证件遗失如何补办", "answer": "带户口簿到派出所"});
    run(app, &reviewer, &published, "publish", copy).await;
    let nameless = ended(&document("nameless")).await;
    let wordless = ended(&document("wordless")).await;
    app.erase(&nameless, Erasure::Persons, "本人申请")
        .await
        .unwrap();
    app.erase(&wordless, Erasure::Words, "本人申请")
        .await
        .unwrap();
    Sorts {
        line,
        published,
        nameless,
        wordless,
    }
}

/// A city with cases of every sort goes to an empty installation and from there to a third: the same lines
/// and the same files each time.
async fn files_there_and_back(name: &str, from: Scratch, to: Scratch, back: Scratch) {
    let folder = std::env::temp_dir().join(format!("minsheng-carry-{name}-{}", std::process::id()));
    let from = Place::on(from).await.with_a_city().await;
    let (to, back) = (Place::on(to).await, Place::on(back).await);
    for (place, kept) in [(&from, "from"), (&to, "to"), (&back, "back")] {
        place.app.keep_files_in(&folder.join(kept)).unwrap();
    }
    let sorts = all_sorts(&from.app).await;
    let taken_out = async |place: &Place, out: &Path| {
        let mut text = Vec::new();
        let mut told = |_| {};
        let done = place.app.export_dossiers(&mut text, Some(out), &mut told);
        let files = done.await.unwrap().files;
        let text = String::from_utf8(text).unwrap();
        let found = files_in(out);
        assert_eq!(usize::try_from(files).unwrap(), found.len());
        (text, found)
    };
    let outs = ["first", "second", "third"].map(|out| folder.join(out));
    let first = taken_out(&from, &outs[0]).await;
    // One of the line, one of the published, one without a name; the erased one does not go along.
    assert_eq!(first.1.len(), 3, "{:?}", first.1.keys());
    let said = |what: &str| first.1.values().any(|content| *content == document(what));
    assert!(said("line") && said("nameless") && !said("wordless"));
    for (place, out, again) in [(&to, &outs[0], &outs[1]), (&back, &outs[1], &outs[2])] {
        let mut told = Told::default();
        let mut lines = first.0.as_bytes();
        let done = place.app.import(&mut lines, Some(out), &mut told).await;
        assert_eq!(told.0, [], "nothing is wrong with it");
        let cases = first.0.matches("\"line\":\"case\"").count() as u64;
        assert_eq!(done.unwrap().taken, cases);
        let (text, files) = taken_out(place, again).await;
        assert!(text == first.0, "other lines");
        assert!(files == first.1, "other files: {:?}", files.keys());
        place.is_quiet().await;
        // Each is there as it was.
        let app = &place.app;
        let line = app.store().case(&sorts.line).await.unwrap().unwrap();
        let line = line.facts.line.unwrap();
        assert_eq!((line.line.as_str(), line.no.as_str()), ("95598", "P1"));
        let copy = app.view(&Actor::Public, &sorts.published).await.unwrap();
        assert_eq!(copy.text.as_deref(), Some("证件遗失如何补办"));
        let centre = staff(app, Role::Dispatcher, "市智慧中心");
        let nameless = app.view(&centre, &sorts.nameless).await.unwrap();
        assert!(nameless.requester.is_none() && nameless.text.is_some());
        let wordless = app.view(&centre, &sorts.wordless).await.unwrap();
        assert!(wordless.text.is_none() && wordless.answer.is_none());
    }
    for place in [from, to, back] {
        place.app.store().close().await;
    }
    let _ = std::fs::remove_dir_all(folder);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_there_and_back_from_sqlite_by_postgres() {
    let sqlite = || Scratch::sqlite().unwrap();
    if let Some(postgres) = Scratch::postgres_for_test().await {
        files_there_and_back("sqlite", sqlite(), postgres, sqlite()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_there_and_back_from_postgres_by_sqlite() {
    if let Some(postgres) = Scratch::postgres_for_test().await {
        let back = Scratch::postgres_for_test().await.unwrap();
        files_there_and_back("postgres", postgres, Scratch::sqlite().unwrap(), back).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_go_there_and_back_on_one_kind() {
    let sqlite = || Scratch::sqlite().unwrap();
    files_there_and_back("one", sqlite(), sqlite(), sqlite()).await;
}

//! How messages leave: once, also of several servers; whole or not at all; each noted when it has left.

use crate::commanding::{House, MORNING, houses};
use crate::house::write;
use app::App;
use app::execute::Ask;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use store::outbox::WaitingMessage;
use store::wait::Wait;

/// A folder of a test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let n = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let name = format!("minsheng-delivering-{}-{n}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    /// Names of what lies there.
    fn names(&self) -> BTreeSet<String> {
        let files = std::fs::read_dir(&self.0).into_iter().flatten();
        files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn waiting(app: &App) -> Vec<WaitingMessage> {
    let waiting = app
        .store()
        .waiting_messages(app.now(), Wait::of_hours(1), 100);
    waiting.await.unwrap()
}

async fn links(app: &App) -> i64 {
    let sql = db::Sql::new("select count(*) from case_keys where purpose = 'link'");
    app.store().db().one(sql).await.unwrap()
}

async fn registered(house: &House, cases: usize) -> usize {
    for _ in 0..cases {
        house.register(&Ask::default()).await.unwrap();
    }
    let waiting = waiting(&house.app).await.len();
    assert!(waiting >= cases, "{waiting}");
    waiting
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_one_delivers_each_message() {
    for house in houses(MORNING).await {
        let other = house.beside().await;
        let all = registered(&house, 20).await;
        let (ours, theirs) = (Folder::new(), Folder::new());
        let (one, two) = tokio::join!(
            house.app.deliver(Some(&ours.0)),
            other.app.deliver(Some(&theirs.0))
        );
        assert_eq!(usize::try_from(one.unwrap() + two.unwrap()).unwrap(), all);
        let (ours, theirs) = (ours.names(), theirs.names());
        assert_eq!(ours.intersection(&theirs).count(), 0);
        assert_eq!(ours.len() + theirs.len(), all);
        assert_eq!(usize::try_from(links(&house.app).await).unwrap(), all);
        house.app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_claims_messages_keeps_them_from_others_until_the_claim_ends() {
    for house in houses(MORNING).await {
        let store = house.app.store();
        let all = registered(&house, 3).await;
        let now = house.app.now();
        let (ours, theirs) = (waiting(&house.app).await, waiting(&house.app).await);
        let until = now.plus_millis(60_000);
        assert_eq!(store.claim_messages(ours, until).await.unwrap().len(), all);
        assert!(
            store
                .claim_messages(theirs, until)
                .await
                .unwrap()
                .is_empty()
        );
        // Whoever claimed them died: they leave when the claim has ended.
        let folder = Folder::new();
        assert_eq!(house.app.deliver(Some(&folder.0)).await.unwrap(), 0);
        house.clock.set(until);
        let left = house.app.deliver(Some(&folder.0)).await.unwrap();
        assert_eq!(usize::try_from(left).unwrap(), all);
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_fails_takes_no_other_back_and_leaves_no_link() {
    for house in houses(MORNING).await {
        let app = &house.app;
        let all = registered(&house, 4).await;
        // Into a file nothing can be written, and onto a folder no file can be put.
        let folder = Folder::new();
        std::fs::write(&folder.0, "").unwrap();
        assert_eq!(app.deliver(Some(&folder.0)).await.unwrap(), 0);
        assert_eq!(links(app).await, 0);
        std::fs::remove_file(&folder.0).unwrap();
        house.clock.set(app.now().plus_millis(60_000));
        let messages = waiting(app).await;
        assert_eq!(messages.len(), all);
        let (odd, taken) = (&messages[0].message, &messages[1].message);
        let name = format!("{}-{}.json", taken.case, taken.id);
        std::fs::create_dir_all(folder.0.join(&name)).unwrap();
        let (case, id) = (odd.case, odd.id);
        let spoil =
            format!("update outbox set body = '?' where case_id = {case} and message_id = {id}");
        write(app, vec![spoil]).await;
        let left = usize::try_from(app.deliver(Some(&folder.0)).await.unwrap()).unwrap();
        assert_eq!(left, all - 2);
        assert_eq!(usize::try_from(links(app).await).unwrap(), left);
        // Those two wait for their next try; the others have left for good.
        assert_eq!(app.deliver(Some(&folder.0)).await.unwrap(), 0);
        house.clock.set(app.now().plus_millis(2 * 60_000));
        let again: Vec<_> = waiting(app).await;
        let again: BTreeSet<_> = again
            .iter()
            .map(|one| (one.message.id, one.tries))
            .collect();
        assert_eq!(again, BTreeSet::from([(odd.id, 2), (taken.id, 2)]));
        let whole = |name: &String| !name.starts_with('.');
        assert_eq!(
            folder.names().iter().filter(|name| whole(name)).count(),
            left + 1
        );
        assert_eq!(folder.names().len(), left + 1, "nothing unfinished is left");
        app.store().close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_put_in_its_place_whole() {
    for house in houses(MORNING).await {
        let (app, folder) = (&house.app, Folder::new());
        registered(&house, 1).await;
        // What a gateway has open at that moment stays as it was: the new file is another one.
        std::fs::create_dir_all(&folder.0).unwrap();
        let read = folder.0.join("what the gateway reads");
        let message = waiting(app).await.remove(0).message;
        let path = folder
            .0
            .join(format!("{}-{}.json", message.case, message.id));
        std::fs::write(&path, "before").unwrap();
        std::fs::hard_link(&path, &read).unwrap();
        assert!(app.deliver(Some(&folder.0)).await.unwrap() > 0);
        assert_eq!(std::fs::read_to_string(&read).unwrap(), "before");
        assert_eq!(letter(&path)["template"], message.template);
        app.store().close().await;
    }
}

fn letter(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

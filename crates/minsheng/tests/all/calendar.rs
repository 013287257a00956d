//! Holiday tables as whoever runs the server loads them.

use crate::program::{Folder, minsheng, shown};
use store::{Scratch, Store};

const TABLE: &str = include_str!("../../../../profiles/fuzhou/holidays/2026.toml");

#[tokio::test(flavor = "multi_thread")]
async fn a_table_issued_in_days_to_come_is_not_loaded() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("calendar-issued"));
    let file = folder.join("2026.toml");
    let load = |issued: &str| {
        let table = TABLE.replace("issued = 2025-11-04", &format!("issued = {issued}"));
        assert!(table.contains(issued), "{table}");
        std::fs::write(&file, table).unwrap();
        let path = shown(&file);
        let done = minsheng(&["calendar", "import", &path, "--database", scratch.url()]);
        let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        (done.status.success(), said)
    };
    let kept = async || {
        let store = Store::open(scratch.url()).await.unwrap();
        let kept = store.notices_kept().await.unwrap().len();
        store.close().await;
        kept
    };
    let before = kept().await;
    let (well, said) = load("2999-01-01");
    assert!(!well, "{said}");
    for part in [
        "2026.toml：发布日期 2999-01-01 还没到，今天是 20",
        "(the date of issue is after today; nothing was loaded)",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(kept().await, before);
    let (well, said) = load("2025-11-05");
    assert!(well, "{said}");
    assert_eq!(kept().await, before + 1);
}

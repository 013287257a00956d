//! Long work says on standard error how far it is: filling, export, import.

use crate::program::{Folder, command, shown, well};
use std::fs::File;
use std::process::{Output, Stdio};
use store::Scratch;

/// Lines of a bar, which have its name and the seconds that it took.
fn bar(done: &Output, name: &str) -> Vec<String> {
    let said = String::from_utf8(done.stderr.clone()).unwrap();
    let lines = said
        .lines()
        .filter(|line| line.starts_with(name) && line.ends_with(" s"));
    let lines: Vec<_> = lines.map(str::to_owned).collect();
    assert!(!lines.is_empty(), "{said}");
    lines
}

#[tokio::test]
async fn filling_export_and_import_say_how_far_they_are() {
    let (from, to, piped) = (
        Scratch::sqlite().unwrap(),
        Scratch::sqlite().unwrap(),
        Scratch::sqlite().unwrap(),
    );
    let folder = Folder::new("progress");
    let filled = well(&["bench", "fill", "--cases", "60", "--database", from.url()]);
    let said = String::from_utf8(filled.stderr).unwrap();
    let last = said.lines().next_back().unwrap();
    assert!(
        last.starts_with(&format!("[{}] 60/60 件", "█".repeat(20))) && last.ends_with("还要 0:00"),
        "{said}"
    );

    let file = shown(&folder.join("cases.jsonl"));
    let data = format!("data={}", shown(&folder.join("data")));
    let whole = |name: &str| format!("{name} {} 100 %", "█".repeat(30));
    let exported = well(&["export", "--database", from.url(), "--set", &data, &file]);
    let lines = bar(&exported, "导出 ");
    assert!(lines[0].contains(" 件"), "{lines:?}");
    assert!(
        lines.last().unwrap().starts_with(&whole("导出")),
        "{lines:?}"
    );

    let imported = well(&["import", "--database", to.url(), "--set", &data, &file]);
    let lines = bar(&imported, "导入 ");
    assert!(lines[0].contains("收下 "), "{lines:?}");
    assert!(
        lines.last().unwrap().starts_with(&whole("导入")),
        "{lines:?}"
    );

    // Nobody knows how much comes through a pipe: it says how many bytes have come.
    let mut import = command(&["import", "--database", piped.url(), "--set", &data, "-"]);
    import.stdin(File::open(&file).unwrap());
    let imported = import.stderr(Stdio::piped()).output().unwrap();
    assert!(imported.status.success(), "{imported:?}");
    let size = std::fs::metadata(&file).unwrap().len();
    let lines = bar(&imported, "导入 ");
    assert!(
        lines.last().unwrap().starts_with(&format!("导入 {size}  ")),
        "{lines:?}"
    );
}

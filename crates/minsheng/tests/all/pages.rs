//! Citizens' pages as the program serves them: whoever asks for too much, or sends too slowly, is told so on a
//! page, and when to come again.

use crate::program::{Answer, Folder, Server, answer, heard};
use crate::waiting::PATIENCE;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use store::Scratch;

const BROWSER: &str = "Accept: text/html,application/xhtml+xml\r\n";
/// Forms with files that one address may send side by side.
const OF_ONE: usize = 8;

/// Asks for a page from an address.
fn page(port: u16, from: &str, path: &str) -> Answer {
    let headers = format!("{BROWSER}X-Forwarded-For: {from}\r\n");
    answer(port, "GET", path, &headers, "").unwrap()
}

/// The seconds after which it is worth trying again.
fn wait_of(answer: &Answer) -> Option<u32> {
    let head = answer.whole.lines().find_map(|line| {
        let line = line.to_ascii_lowercase();
        line.strip_prefix("retry-after: ").map(ToOwned::to_owned)
    });
    head.map(|seconds| seconds.trim().parse().unwrap())
}

fn is_page(answer: &Answer, says: &str) -> bool {
    let whole = answer.whole.to_ascii_lowercase();
    whole.contains("content-type: text/html") && answer.body.contains(says)
}

#[test]
fn a_citizen_who_asks_for_too_much_reads_a_page_and_when_to_come_again() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("pages-429"));
    let limits = ["address_a_minute=1", "address_at_once=3"];
    let limits = limits.map(|limit| format!("limits.{limit}"));
    let more = ["--set", &limits[0], "--set", &limits[1]];
    let server = Server::start_with(scratch.url(), &folder.join("data"), &more);
    let first = "203.0.113.7";
    for path in ["/", "/follow", "/public"] {
        assert_eq!(page(server.port, first, path).status, 200, "{path}");
    }
    for path in ["/", "/follow/FZ26112000001", "/nothing/there"] {
        let told = page(server.port, first, path);
        assert_eq!(told.status, 429, "{path}");
        assert!(is_page(&told, "来的人太多"), "{path}: {}", told.whole);
        let wait = wait_of(&told).expect("when to come again");
        assert!((1..=60).contains(&wait), "{path}: {wait}");
    }
    // What he sends is not lost without a word either, and a program reads no page.
    let form = format!(
        "{BROWSER}X-Forwarded-For: {first}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    );
    let told = answer(server.port, "POST", "/follow", &form, "no=FZ1&code=1").unwrap();
    assert!(is_page(&told, "来的人太多") && wait_of(&told).is_some());
    let plain = format!("X-Forwarded-For: {first}\r\n");
    let told = answer(server.port, "GET", "/public.csv", &plain, "").unwrap();
    assert!(told.body.contains("too_many_requests") && wait_of(&told).is_some());
    // His neighbour does not wait, and what belongs to a page comes with it.
    assert_eq!(page(server.port, "203.0.113.8", "/").status, 200);
    assert_eq!(page(server.port, first, "/assets/portal.css").status, 200);
}

/// A form that the server has begun to read, and of which nothing more comes.
fn begun(port: u16, from: &str, path: &str, kind: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n{BROWSER}\
         X-Forwarded-For: {from}\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Said when the body is asked for.
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[test]
fn forms_that_do_not_come_take_no_place_for_long() {
    let (scratch, folder) = (Scratch::sqlite().unwrap(), Folder::new("pages-slow"));
    let server = Server::start(scratch.url(), &folder.join("data"));
    let (port, slow) = (server.port, "203.0.113.7");
    let parts = "multipart/form-data; boundary=xx";
    let mut with_files: Vec<_> = (0..OF_ONE)
        .map(|_| begun(port, slow, "/write", parts))
        .collect();
    // One more of his waits in vain; other pages, and others' forms, do not wait for his.
    let headers = format!("{BROWSER}X-Forwarded-For: {slow}\r\nContent-Type: {parts}\r\n");
    let told = answer(port, "POST", "/write", &headers, "--xx--\r\n").unwrap();
    assert_eq!(told.status, 503, "{}", told.whole);
    assert!(is_page(&told, "来的人太多") && wait_of(&told) == Some(5));
    assert_eq!(page(port, slow, "/write").status, 200);
    let headers = headers.replace(slow, "203.0.113.8");
    let told = answer(port, "POST", "/write", &headers, "--xx--\r\n").unwrap();
    assert_eq!(told.status, 422, "{}", told.whole);
    // They are told that it did not arrive; so is a form of words.
    let mut words = begun(port, slow, "/follow", "application/x-www-form-urlencoded");
    let told = heard(&mut words).unwrap();
    assert_eq!(told.status, 408, "{}", told.whole);
    assert!(is_page(&told, "没有传完"));
    let told = heard(&mut with_files[0]).unwrap();
    assert!(is_page(&told, "没有收全"), "{}", told.whole);
}

#![doc = include_str!("../README.md")]

use flate2::read::GzDecoder;
use rust_embed::RustEmbed;
use std::borrow::Cow;
use std::io::Read;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// A file of the desk.
#[derive(Debug, Clone)]
pub struct Page {
    /// What is sent.
    pub bytes: Cow<'static, [u8]>,
    /// Its media type.
    pub kind: &'static str,
    /// How the bytes are compressed: `br` or `gzip`; none as they are.
    pub encoding: Option<&'static str>,
    /// Strong tag of exactly these bytes, with quotes.
    pub etag: String,
    /// Whether the name carries a digest, so that it may be kept for ever.
    pub lasting: bool,
}

/// The file at a path below `/desk/`, or the entry page, for a caller who takes these encodings
/// (`Accept-Encoding`). None: a file of the build that does not exist.
pub fn find(path: &str, accepted: &str) -> Option<Page> {
    let lasting = path.starts_with("assets/");
    let path = match path {
        "" => "index.html",
        path if lasting || is_file(path) => path,
        // An address of the desk itself: its own router knows it.
        _ => "index.html",
    };
    let packed = [("br", "br"), ("gzip", "gz")].into_iter();
    let mut taken = packed.filter(|(encoding, _)| takes(accepted, encoding));
    let smallest =
        taken.find_map(|(encoding, end)| Some((encoding, Dist::get(&format!("{path}.{end}"))?)));
    let (encoding, file) = match smallest {
        Some((encoding, file)) => (Some(encoding), file),
        None => (
            None,
            Dist::get(path).or_else(|| Dist::get(&format!("{path}.gz")))?,
        ),
    };
    let digest = file.metadata.sha256_hash();
    let hex = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    let mut etag = hex.collect::<String>();
    let mut bytes = file.data;
    // The build keeps most files packed alone.
    if encoding.is_none() && Dist::get(path).is_none() {
        etag.push('p');
        bytes = unpacked(&bytes)?.into();
    }
    Some(Page {
        etag: format!("\"{etag}\""),
        bytes,
        kind: kind_of(path),
        encoding,
        lasting,
    })
}

fn is_file(path: &str) -> bool {
    Dist::get(path).is_some() || Dist::get(&format!("{path}.gz")).is_some()
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whether a list of encodings names one and does not refuse it with `q=0`.
pub fn takes(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|given| {
        let mut parts = given.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        named && weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
    })
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json" | "webmanifest") => "application/json",
        Some("woff2") => "font/woff2",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_desk_get_its_entry_page() {
        let page = find("case/FZ17111800237", "").unwrap();
        assert_eq!(page.kind, "text/html; charset=utf-8");
        assert!(!page.lasting && page.encoding.is_none());
        assert_eq!(find("", "").unwrap().etag, page.etag);
    }

    #[test]
    fn a_file_that_is_gone_is_not_answered_by_a_page() {
        assert!(find("assets/gone-00000000.js", "br").is_none());
    }

    #[test]
    fn a_file_is_the_same_however_it_is_packed() {
        let mut packed =
            Dist::iter().filter_map(|name| name.strip_suffix(".gz").map(str::to_owned));
        // Where the desk was not built there is a page without files.
        let Some(name) = packed.find(|name| name.starts_with("assets/")) else {
            return;
        };
        let (plain, gz) = (find(&name, "").unwrap(), find(&name, "gzip").unwrap());
        assert_eq!((plain.encoding, gz.encoding), (None, Some("gzip")));
        assert_eq!(unpacked(&gz.bytes).unwrap(), plain.bytes.as_ref());
        assert_ne!(plain.etag, gz.etag);
        assert!(plain.bytes.len() > gz.bytes.len());
    }

    #[test]
    fn encodings_are_taken_as_given() {
        assert!(takes("gzip, deflate, br", "br"));
        assert!(takes("gzip;q=0.5, BR;q=1.0", "br"));
        assert!(!takes("gzip, br;q=0", "br"));
        assert!(!takes("brotli", "br"));
    }
}

//! 附件: what may be handed in with a case, how much of it, and how a case refers to what is kept.
//!
//! The bytes lie outside, by digest; an event holds digest, type and size. A file's name and caption
//! are words of people and are sealed like all words.

use serde::{Deserialize, Deserializer, Serialize, de};

/// The largest file that is taken, in bytes.
pub const BYTES_MAX: u64 = 10 * 1024 * 1024;
/// The largest picture, in pixels: width times height.
pub const PIXELS_MAX: u64 = 25_000_000;
/// The most files of the requester with one case.
pub const OF_REQUESTER_MAX: usize = 10;
/// The most files of units and centres with one case.
pub const OF_UNITS_MAX: usize = 30;
/// The longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 320;

/// What a kept file is. WebP is taken, and kept as JPEG or PNG.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A photograph.
    Jpeg,
    /// A drawing or a screen.
    Png,
    /// A document.
    Pdf,
}

impl FileKind {
    /// The media type with which it is handed out.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// How the name of such a file ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture: only pictures have thumbnails.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png)
    }
}

/// SHA-256 of a kept file, 64 small hexadecimal digits: the place where it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileDigest(String);

impl FileDigest {
    /// Takes a digest; nothing if it is none. What is not hexadecimal must never become a path.
    pub fn new(text: &str) -> Option<Self> {
        let small_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(small_hex)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for FileDigest {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(d)?)
            .ok_or_else(|| de::Error::custom("应为 64 位十六进制数字 (64 hexadecimal digits)"))
    }
}

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptFile))]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Where it lies.
    pub digest: FileDigest,
    /// What it is, by its content.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
    /// Width of a picture, in pixels, the right way up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// The name of a file as its sender's machine gave it, made fit to be kept: without folders and
/// control characters, at most as long as a line, the end kept. Nothing if nothing is left.
pub fn plain_name(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let named: Vec<char> = last.trim().chars().filter(|c| !c.is_control()).collect();
    let cut = named.len().saturating_sub(crate::text::LINE_MAX);
    let name: String = named.into_iter().skip(cut).collect();
    let name = name.trim().to_owned();
    (!name.trim_matches('.').is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_never_a_path() {
        assert!(FileDigest::new(&"0a".repeat(32)).is_some());
        for bad in ["", "../../etc/passwd", &"0A".repeat(32), &"0a".repeat(31)] {
            assert_eq!(FileDigest::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn names_lose_folders_and_control_characters() {
        let plain = |name: &str| plain_name(name).unwrap_or_default();
        assert_eq!(plain("C:\\照片\\现场😀.jpg"), "现场😀.jpg");
        assert_eq!(plain("../../a\r\nb.pdf"), "ab.pdf");
        assert_eq!(plain(".."), "");
        let long = format!("{}.jpg", "长".repeat(300));
        assert_eq!(plain(&long).rsplit('.').next(), Some("jpg"));
        assert_eq!(plain(&long).chars().count(), crate::text::LINE_MAX);
    }
}

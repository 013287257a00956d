//! What a file is, by its content, and pictures drawn anew: pixels and colours, nothing else.

use crate::FileError;
use hotline::file::{BYTES_MAX, FileKind, PIXELS_MAX, THUMBNAIL_SIDE};
use hotline::refusal::Code;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageEncoder, ImageFormat, ImageReader, Limits};
use std::io::{Cursor, Write};

/// Good enough that signs and number plates stay readable.
const QUALITY: u8 = 88;
const THUMBNAIL_QUALITY: u8 = 75;
/// What decoding may take at once, in bytes: four a pixel, and some room for the decoder.
const MEMORY_MAX: u64 = PIXELS_MAX * 4 + (32 << 20);
/// The largest colour profile that is kept.
const PROFILE_MAX: usize = 64 * 1024;

/// A file made fit to be kept.
pub(crate) struct Made {
    pub(crate) kind: FileKind,
    pub(crate) bytes: Vec<u8>,
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) thumbnail: Option<Vec<u8>>,
}

/// Tells what the bytes are and makes them fit to be kept.
pub(crate) fn make(bytes: Vec<u8>) -> Result<Made, FileError> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        // The decoder draws what has not come in grey, and says nothing.
        if end_of(&bytes).is_none() {
            return Err(Code::FileUnreadable.into());
        }
        draw(&bytes, ImageFormat::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        draw(&bytes, ImageFormat::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        draw(&bytes, ImageFormat::WebP)
    } else if bytes.starts_with(b"%PDF-") {
        document(bytes)
    } else {
        Err(Code::FileNotAllowed.into())
    }
}

/// A PDF ends with its end mark; one that does not was cut off.
fn document(bytes: Vec<u8>) -> Result<Made, FileError> {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    if !tail.windows(5).any(|five| five == b"%%EOF") {
        return Err(Code::FileUnreadable.into());
    }
    Ok(Made {
        kind: FileKind::Pdf,
        bytes,
        size: None,
        thumbnail: None,
    })
}

/// Where a JPEG has its own end mark: those of a thumbnail in its notes, or of a second picture behind it,
/// do not count. What comes after the end is nobody's.
fn end_of(bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    // In a segment FF is anything; between them, and in what was scanned, FF and another byte than these is a mark.
    let is_mark = |two: &[u8]| two[0] == 0xff && !matches!(two[1], 0x00 | 0xd0..=0xd8 | 0xff);
    while let Some(at) = rest.windows(2).position(is_mark) {
        if rest[at + 1] == 0xd9 {
            return Some(bytes.len() - rest.len() + at);
        }
        let segment = &rest[at + 2..];
        let &[high, low, ..] = segment else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        rest = segment.get(length.max(2)..).unwrap_or_default();
    }
    None
}

/// Whether all of a JPEG was drawn from what stands before its end mark. Of one that was cut off and has an end mark
/// put behind it, the decoder draws the rest out of nothing and says so to nobody; with other bytes before the mark
/// it draws something else, and a whole picture never reads them.
fn is_whole(bytes: &[u8], drawn: &DynamicImage) -> bool {
    let Some(end) = end_of(bytes) else {
        return false;
    };
    // Without FF, which would begin a mark.
    let others = (0_usize..256).map(|n| u8::try_from(n * 151 % 255).unwrap_or_default());
    let mut more = bytes[..end].to_vec();
    more.extend(others);
    more.extend(b"\xff\xd9");
    let reader = ImageReader::with_format(Cursor::new(more), ImageFormat::Jpeg);
    let again = reader.decode().ok();
    again.is_none_or(|again| again.as_bytes() == drawn.as_bytes())
}

fn unreadable(_: image::ImageError) -> FileError {
    Code::FileUnreadable.into()
}

fn draw(bytes: &[u8], format: ImageFormat) -> Result<Made, FileError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    // Before anything is unpacked: a few bytes can claim a picture of any size.
    if u64::from(width) * u64::from(height) > PIXELS_MAX || width == 0 || height == 0 {
        return Err(Code::FileUnreadable.into());
    }
    let orientation = decoder.orientation().map_err(unreadable)?;
    let profile = decoder.icc_profile().ok().flatten();
    let profile = profile.filter(|profile| profile.len() <= PROFILE_MAX);
    let picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    if format == ImageFormat::Jpeg && !is_whole(bytes, &picture) {
        return Err(Code::FileUnreadable.into());
    }
    let mut picture = eight_bits(picture);
    picture.apply_orientation(orientation);
    let kind = match format {
        ImageFormat::Png => FileKind::Png,
        ImageFormat::WebP if picture.color().has_alpha() => FileKind::Png,
        _ => FileKind::Jpeg,
    };
    let thumbnail = thumbnail(&picture)?;
    let size = Some((picture.width(), picture.height()));
    let mut kept = Capped(Vec::new());
    if kind == FileKind::Png {
        encode(PngEncoder::new(&mut kept), &picture, profile)?;
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut kept, QUALITY);
        encode(encoder, &without_alpha(picture), profile)?;
    }
    Ok(Made {
        kind,
        bytes: kept.0,
        size,
        thumbnail: Some(thumbnail),
    })
}

fn encode(
    mut encoder: impl ImageEncoder,
    picture: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> Result<(), FileError> {
    if let Some(profile) = profile {
        // A picture without its profile is still the picture.
        let _ = encoder.set_icc_profile(profile);
    }
    picture
        .write_with_encoder(encoder)
        .map_err(|error| match error {
            image::ImageError::IoError(_) => Code::FileTooLarge.into(),
            other => unreadable(other),
        })
}

/// Sixteen bits a colour help nobody who looks at a heap of rubbish.
fn eight_bits(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma8(_)
        | DynamicImage::ImageLumaA8(_)
        | DynamicImage::ImageRgb8(_)
        | DynamicImage::ImageRgba8(_) => picture,
        other if other.color().has_alpha() => other.into_rgba8().into(),
        other => other.into_rgb8().into(),
    }
}

fn without_alpha(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture,
        other => other.into_rgb8().into(),
    }
}

fn thumbnail(picture: &DynamicImage) -> Result<Vec<u8>, FileError> {
    let small = if picture.width().max(picture.height()) > THUMBNAIL_SIDE {
        picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE)
    } else {
        picture.clone()
    };
    let mut small = small.into_rgba8();
    for pixel in small.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0;
        let on_white = |colour: u8| {
            let mixed = u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(255)
        };
        pixel.0 = [on_white(red), on_white(green), on_white(blue), 255];
    }
    let small = DynamicImage::from(small).into_rgb8();
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, THUMBNAIL_QUALITY);
    small.write_with_encoder(encoder).map_err(unreadable)?;
    Ok(bytes)
}

/// Takes at most twice of what a file may have: a picture that was packed very tightly may grow.
struct Capped(Vec<u8>);

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if (self.0.len() + bytes.len()) as u64 > 2 * BYTES_MAX {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A thumbnail of a kept picture, for one that comes from another installation.
pub(crate) fn thumbnail_of(bytes: &[u8]) -> Option<Vec<u8>> {
    let format = image::guess_format(bytes).ok()?;
    let known = matches!(format, ImageFormat::Jpeg | ImageFormat::Png);
    let made = draw(bytes, format).ok().filter(|_| known)?;
    made.thumbnail
}

//! A picture, and handing it in.

use files::{Copy, FileError, Files};
use futures_util::StreamExt as _;
use hotline::file::Kept;
use hotline::refusal::Code;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};

/// Hands in, as a connection does, piece by piece.
pub(crate) async fn keep(files: &Files, bytes: &[u8]) -> Result<Kept, FileError> {
    let mut coming = files.incoming().await?;
    for piece in bytes.chunks(64 * 1024) {
        coming.write(piece).await?;
    }
    files.keep(&mut coming, ()).await
}

pub(crate) async fn refused(files: &Files, bytes: &[u8]) -> Code {
    match keep(files, bytes).await {
        Err(FileError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn read(files: &Files, kept: &Kept, copy: Copy) -> Vec<u8> {
    let opened = files.open(&kept.digest, copy).await.unwrap();
    let pieces: Vec<_> = opened.content.collect().await;
    let bytes: Vec<u8> = pieces.into_iter().flat_map(|it| it.unwrap()).collect();
    assert_eq!(bytes.len() as u64, opened.bytes);
    bytes
}

/// A picture 80 wide and 40 high, its left half red.
pub(crate) fn lying() -> RgbImage {
    RgbImage::from_fn(80, 40, |x, _| {
        Rgb(if x < 40 { [220, 20, 20] } else { [20, 20, 220] })
    })
}

pub(crate) fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = &mut JpegEncoder::new_with_quality(&mut bytes, 95);
    let (width, height) = picture.dimensions();
    encoder
        .encode(picture, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

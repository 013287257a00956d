//! Photographs of which a part never came.

use crate::pictures::{jpeg, keep, lying, refused};
use files::Files;
use hotline::file::FileKind;
use hotline::refusal::Code;
use image::{Rgb, RgbImage};

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_that_was_cut_off_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    let whole = jpeg(&lying());
    assert!(whole.ends_with(b"\xff\xd9"));
    // In its notes lies a small one, with an end of its own; behind it a camera adds what it likes.
    let length = u16::try_from(whole.len() + 2).unwrap().to_be_bytes();
    let notes = [b"\xff\xd8\xff\xe1".as_slice(), &length, &whole].concat();
    let noted = [notes.as_slice(), &whole[2..]].concat();
    let behind = [noted.as_slice(), b"\xff\xd8\xff\xe1\0"].concat();
    for fine in [&whole, &noted, &behind] {
        assert_eq!(keep(&files, fine).await.unwrap().kind, FileKind::Jpeg);
    }
    for cut in [
        &whole[..whole.len() / 3],
        &whole[..whole.len() - 20],
        &whole[..whole.len() - 2],
        &whole[..whole.len() - 1],
        &notes,
        &notes[..notes.len() / 2],
        &noted[..noted.len() - 20],
        &noted[..noted.len() - 2],
    ] {
        let told = refused(&files, cut).await;
        assert_eq!(told, Code::FileUnreadable, "{} bytes", cut.len());
    }
}

/// A decoder that comes to an end mark too early draws the rest out of nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_end_mark_behind_half_a_photograph_does_not_make_it_whole() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    let street = RgbImage::from_fn(320, 200, |x, y| {
        let grain = |n: u32| u8::try_from((x * 31 + y * 17 + x * y * n) % 256).unwrap();
        Rgb([grain(3), grain(5), grain(7)])
    });
    let white = RgbImage::from_pixel(320, 200, Rgb([255, 255, 255]));
    let grey = RgbImage::from_pixel(320, 200, Rgb([128, 128, 128]));
    // Whole ones are kept, also where their lower part looks as if nothing had come.
    for whole in [&street, &white, &grey, &lying(), &RgbImage::new(1, 1)] {
        assert_eq!(
            keep(&files, &jpeg(whole)).await.unwrap().kind,
            FileKind::Jpeg
        );
    }
    let street = jpeg(&street);
    for part in [2, 3, 5, 10] {
        let cut = &street[..street.len() - street.len() / part];
        let ended = [cut, b"\xff\xd9"].concat();
        assert_eq!(
            refused(&files, &ended).await,
            Code::FileUnreadable,
            "1/{part}"
        );
    }
    let lying = jpeg(&lying());
    let ended = [&lying[..lying.len() - 40], b"\xff\xd9"].concat();
    assert_eq!(refused(&files, &ended).await, Code::FileUnreadable);
}

//! What is taken, what is refused, and what is kept of it.

use crate::pictures::{jpeg, keep, lying, read, refused};
use files::{Copy, FileError, Files};
use futures_util::future::{Either, join_all, select, select_all};
use hotline::file::{BYTES_MAX, FileKind};
use hotline::refusal::Code;
use image::{DynamicImage, ImageFormat, Rgb, Rgba, RgbaImage};
use std::io::Cursor;
use std::sync::mpsc;
use std::thread::ThreadId;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// What a telephone writes into a picture: turned by 90°, maker, and where it was taken.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut entry = Vec::new();
        entry.extend(tag.to_le_bytes());
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value);
        entry
    };
    // IFD0 at 8: three entries, 2 + 3 * 12 + 4 bytes long; the maker's name after it, then GPS.
    let (maker, gps) = (50_u32, 62_u32);
    tiff.extend(3_u16.to_le_bytes());
    tiff.extend(entry(0x010f, 2, 12, maker.to_le_bytes()));
    tiff.extend(entry(0x0112, 3, 1, [6, 0, 0, 0]));
    tiff.extend(entry(0x8825, 4, 1, gps.to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"MARKED-CAM1\0");
    assert_eq!(tiff.len(), 62);
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(1, 2, 2, *b"N\0\0\0"));
    tiff.extend(entry(2, 5, 3, 92_u32.to_le_bytes()));
    tiff.extend(0_u32.to_le_bytes());
    for (degrees, parts) in [(26_u32, 1_u32), (2, 1), (771_234, 10_000)] {
        tiff.extend(degrees.to_le_bytes());
        tiff.extend(parts.to_le_bytes());
    }
    let mut all = jpeg[..2].to_vec();
    for (marker, body) in [
        (0xe1_u8, [b"Exif\0\0".as_slice(), &tiff].concat()),
        (
            0xe1,
            b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>MARKED-XMP</x:xmpmeta>".to_vec(),
        ),
        (0xfe, b"MARKED-COMMENT".to_vec()),
    ] {
        all.extend([0xff, marker]);
        all.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        all.extend(body);
    }
    all.extend(&jpeg[2..]);
    all.extend(b"MARKED-BEHIND-THE-PICTURE");
    all
}

fn holds(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_loses_where_it_was_taken_and_stands_upright() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    let sent = with_exif(&jpeg(&lying()));
    assert!(holds(&sent, b"Exif") && holds(&sent, b"MARKED-CAM1"));
    let kept = keep(&files, &sent).await.unwrap();
    assert_eq!(kept.kind, FileKind::Jpeg);
    assert_eq!((kept.width, kept.height), (Some(40), Some(80)));
    for copy in [Copy::Whole, Copy::Thumbnail] {
        let bytes = read(&files, &kept, copy).await;
        for mark in [b"Exif".as_slice(), b"GPS", b"MARKED", b"xmp", b"II*\0"] {
            assert!(
                !holds(&bytes, mark),
                "{copy:?} {}",
                String::from_utf8_lossy(mark)
            );
        }
        let shown = image::load_from_memory(&bytes).unwrap().into_rgb8();
        assert_eq!(shown.dimensions(), (40, 80), "{copy:?}");
        // Turned clockwise, what was left is now above.
        assert!(shown.get_pixel(20, 10).0[0] > 180, "{copy:?}");
        assert!(shown.get_pixel(20, 70).0[2] > 180, "{copy:?}");
    }
    // The same again is kept once.
    assert_eq!(keep(&files, &sent).await.unwrap(), kept);
    let place = folder.path().join(&kept.digest.as_str()[..2]);
    assert_eq!(std::fs::read_dir(place).unwrap().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_that_is_taken_is_kept_as_something_all_can_read() {
    let files = Files::in_memory();
    let plain = DynamicImage::from(lying());
    let glass = DynamicImage::from(RgbaImage::from_pixel(500, 300, Rgba([9, 9, 9, 128])));
    let written = |picture: &DynamicImage, format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    for (bytes, kind) in [
        (written(&plain, ImageFormat::Jpeg), FileKind::Jpeg),
        (written(&plain, ImageFormat::Png), FileKind::Png),
        (written(&glass, ImageFormat::Png), FileKind::Png),
        (written(&plain, ImageFormat::WebP), FileKind::Jpeg),
        (written(&glass, ImageFormat::WebP), FileKind::Png),
    ] {
        let kept = keep(&files, &bytes).await.unwrap();
        assert_eq!(kept.kind, kind);
        let back = read(&files, &kept, Copy::Whole).await;
        assert_eq!(kept.bytes, back.len() as u64);
        let back = image::load_from_memory(&back).unwrap();
        assert_eq!(
            (Some(back.width()), Some(back.height())),
            (kept.width, kept.height)
        );
        let small = read(&files, &kept, Copy::Thumbnail).await;
        let small = image::load_from_memory(&small).unwrap();
        assert!(small.width() <= 320 && small.height() <= 320);
    }
    let sixteen = image::ImageBuffer::from_pixel(8, 8, Rgb([40_000_u16, 1, 1]));
    let sixteen = written(&DynamicImage::ImageRgb16(sixteen), ImageFormat::Png);
    assert_eq!(keep(&files, &sixteen).await.unwrap().kind, FileKind::Png);
    let document = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
    let kept = keep(&files, document).await.unwrap();
    assert_eq!((kept.kind, kept.width), (FileKind::Pdf, None));
    assert_eq!(read(&files, &kept, Copy::Whole).await, document);
    assert!(matches!(
        files.open(&kept.digest, Copy::Thumbnail).await,
        Err(FileError::Missing)
    ));
}

/// A PNG whose head claims a size, with some content that never fills it.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = b"IHDR".to_vec();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([1, 0, 0, 0, 0]);
    // Zeros, packed: 0x78 0x9c and a run; what follows does not matter.
    let content = [b"IDAT\x78\x9c".to_vec(), vec![0; 4096]].concat();
    for chunk in [head, content, b"IEND".to_vec()] {
        png.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        png.extend(&chunk);
        png.extend(crc(&chunk).to_be_bytes());
    }
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    };
    !bytes.iter().fold(!0, step)
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_broken_and_foreign_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    for (width, height) in [
        (50_000, 50_000),
        (u32::MAX, u32::MAX),
        (5001, 5000),
        (0, 10),
        (60, 60),
    ] {
        let told = refused(&files, &claiming(width, height)).await;
        assert_eq!(told, Code::FileUnreadable, "{width} × {height}");
    }
    let whole = jpeg(&lying());
    let cut = &whole[..whole.len() / 3];
    for broken in [
        cut,
        b"\xff\xd8\xff",
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"%PDF-1.7 cut off",
    ] {
        assert_eq!(refused(&files, broken).await, Code::FileUnreadable);
    }
    for foreign in [
        b"<html><script>alert(1)</script>".as_slice(),
        b"MZ\x90\0",
        b"PK\x03\x04word/document.xml",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
        b" %PDF-1.7\n%%EOF",
    ] {
        assert_eq!(refused(&files, foreign).await, Code::FileNotAllowed);
    }
    let mut coming = files.incoming().await.unwrap();
    let piece = vec![b'x'; 1 << 20];
    let mut told = Ok(());
    for _ in 0..=BYTES_MAX >> 20 {
        told = coming.write(&piece).await;
    }
    assert!(matches!(told, Err(FileError::Refused(refusal)) if refusal.code == Code::FileTooLarge));
    drop(coming);
    // Nothing of all that lies anywhere.
    for shard in 0..=255 {
        assert_eq!(files.older(shard, i64::MAX).await.unwrap(), []);
    }
    let left = std::fs::read_dir(folder.path().join("incoming")).unwrap();
    assert_eq!(left.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_gone_is_missed_and_not_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("files");
    let files = Files::in_folder(&place).unwrap();
    let mut coming = files.incoming().await.unwrap();
    coming.write(&jpeg(&lying())).await.unwrap();
    std::fs::remove_dir_all(&place).unwrap();
    assert!(matches!(
        files.keep(&mut coming, ()).await,
        Err(FileError::Unavailable(_))
    ));
    assert!(matches!(
        files.incoming().await,
        Err(FileError::Unavailable(_))
    ));
    assert!(!place.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_installation_must_be_what_it_says() {
    let (ours, theirs) = (Files::in_memory(), Files::in_memory());
    let kept = keep(&theirs, &jpeg(&lying())).await.unwrap();
    let bytes = read(&theirs, &kept, Copy::Whole).await;
    let mut forged = bytes.clone();
    forged.push(0);
    assert!(ours.bring(&kept.digest, forged).await.is_err());
    assert!(!ours.has(&kept.digest).await.unwrap());
    ours.bring(&kept.digest, bytes.clone()).await.unwrap();
    assert_eq!(read(&ours, &kept, Copy::Whole).await, bytes);
    assert!(!read(&ours, &kept, Copy::Thumbnail).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_over_goes_and_what_is_young_stays() {
    let folder = tempfile::tempdir().unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    let kept = keep(&files, &jpeg(&lying())).await.unwrap();
    let shard = u8::from_str_radix(&kept.digest.as_str()[..2], 16).unwrap();
    std::fs::write(folder.path().join("incoming/left"), b"x").unwrap();
    assert_eq!(files.older(shard, 0).await.unwrap(), []);
    assert!(!files.remove(&kept.digest, 0).await.unwrap());
    assert_eq!(files.remove_left_over(0).await.unwrap(), 0);
    assert_eq!(
        files.older(shard, i64::MAX).await.unwrap(),
        std::slice::from_ref(&kept.digest)
    );
    assert!(files.remove(&kept.digest, i64::MAX).await.unwrap());
    assert_eq!(files.remove_left_over(i64::MAX).await.unwrap(), 1);
    assert!(!files.has(&kept.digest).await.unwrap());
    assert_eq!(files.older(shard, i64::MAX).await.unwrap(), []);
}

#[tokio::test]
async fn pictures_of_the_public_stand_in_a_line_that_staff_pass() {
    let files = Files::in_memory();
    let picture = jpeg(&lying());
    let come = async || {
        let mut coming = files.incoming().await.unwrap();
        coming.write(&picture).await.unwrap();
        coming
    };
    let mut by_public = Vec::new();
    for _ in 0..6 {
        by_public.push(come().await);
    }
    let mut by_staff = come().await;
    // Asked for in this order. Those of the public that have not been kept when the first is stand still from
    // then on: the picture of staff needs the turn of none of them.
    let public = by_public
        .iter_mut()
        .map(|coming| Box::pin(files.keep_for_public(coming, ())));
    let first = select_all(public);
    let staff = Box::pin(files.keep(&mut by_staff, ()));
    let rest = match select(first, staff).await {
        Either::Left(((first, _, rest), staff)) => {
            first.unwrap();
            let waited = tokio::time::timeout(Duration::from_mins(2), staff).await;
            waited.expect("not behind a second of the public").unwrap();
            rest
        }
        Either::Right((staff, first)) => {
            staff.unwrap();
            let (first, _, rest) = first.await;
            first.unwrap();
            rest
        }
    };
    assert_eq!(rest.len(), 5);
    for kept in join_all(rest).await {
        kept.unwrap();
    }
}

/// Held until it is let go by the thread that gives it back; the test's own thread does not wait.
struct Held {
    given_back: UnboundedSender<ThreadId>,
    let_go: mpsc::Receiver<()>,
    test: ThreadId,
}

impl Drop for Held {
    fn drop(&mut self) {
        let by = std::thread::current().id();
        let _ = self.given_back.send(by);
        if by != self.test {
            let _ = self.let_go.recv();
        }
    }
}

/// Whoever hangs up has his turn, and what he holds beside it, until the thread has ended that draws for him.
#[tokio::test]
async fn a_turn_lasts_as_long_as_its_work_also_when_nobody_waits() {
    for by_public in [false, true] {
        let files = Files::in_memory();
        let picture = jpeg(&lying());
        let come = async || {
            let mut coming = files.incoming().await.unwrap();
            coming.write(&picture).await.unwrap();
            coming
        };
        let (given_back, mut by) = unbounded_channel();
        let (let_go, wait) = mpsc::channel();
        let test = std::thread::current().id();
        let held = Held {
            given_back,
            let_go: wait,
            test,
        };
        let mut coming = come().await;
        let keeping = async {
            if by_public {
                files.keep_for_public(&mut coming, held).await
            } else {
                files.keep(&mut coming, held).await
            }
        };
        // Dropped while its thread is at work, which has come to its last step but one: the turn is given back
        // after what is held.
        match select(Box::pin(keeping), Box::pin(by.recv())).await {
            Either::Left(_) => panic!("kept while its thread was still at work"),
            Either::Right((by, keeping)) => {
                assert_ne!(by, Some(test));
                drop(keeping);
            }
        }
        let mut second = come().await;
        let mut second = Box::pin(files.keep(&mut second, ()));
        let soon = tokio::time::timeout(Duration::from_millis(200), &mut second).await;
        assert!(soon.is_err(), "one is drawn at a time");
        let_go.send(()).unwrap();
        second.await.unwrap();
    }
}

#[tokio::test]
async fn what_was_half_kept_by_a_process_that_died_is_removed() {
    let folder = std::env::temp_dir().join(format!("minsheng-half-kept-{}", std::process::id()));
    let files = Files::in_folder(&folder).unwrap();
    let kept = keep(&files, &jpeg(&lying())).await.unwrap();
    let digest = kept.digest.as_str();
    let shard = u8::from_str_radix(&digest[..2], 16).unwrap();
    let place = folder.join(&digest[..2]);
    let half = [format!("{digest}#1"), format!("{digest}.thumb#40")];
    for name in &half {
        std::fs::write(place.join(name), b"half").unwrap();
    }
    assert_eq!(
        files.remove_half_kept(shard, 0).await.unwrap(),
        0,
        "not while it may be written"
    );
    assert_eq!(files.remove_half_kept(shard, i64::MAX).await.unwrap(), 2);
    for name in &half {
        assert!(!place.join(name).exists(), "{name}");
    }
    for copy in [Copy::Whole, Copy::Thumbnail] {
        assert!(!read(&files, &kept, copy).await.is_empty());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

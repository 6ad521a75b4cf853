use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{CACHE_LIMIT, ManifestCache, Start};
use crate::domain::Fact;
use crate::registry::{Document, MediaType, digest_of};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a time")
}

fn cache(root: &Path) -> ManifestCache {
    ManifestCache::open(root, CACHE_LIMIT, now()).expect("a usable folder")
}

/// An image manifest that does not say its kind, so that only the cache can.
fn image(of: usize) -> Document {
    let bytes = format!(r#"{{"schemaVersion":2,"layers":[],"annotations":{{"of":"{of}"}}}}"#);
    Document::of_bytes(bytes.into_bytes(), MediaType::OciImage.as_str())
}

fn file(root: &Path, document: &Document) -> PathBuf {
    let hex = document.digest().hex();
    root.join(&hex[..2]).join(format!("{hex}.oci-image"))
}

/// The files below a folder.
fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn set_time(path: &Path, ago: SignedDuration) {
    let time = SystemTime::from(now().saturating_sub(ago).expect("a time"));
    File::open(path).and_then(|file| file.set_modified(time)).expect("its time is set");
}

#[test]
fn what_is_kept_comes_back_in_a_later_run_with_its_own_bytes() {
    let root = folder();
    let document = image(1);
    let mut first = cache(root.path());
    assert_eq!(first.start(), Start::Cold);
    first.put(&document).expect("it is written");
    assert_eq!(first.get(document.digest()).as_ref(), Some(&document));
    assert_eq!(fs::read(file(root.path(), &document)).expect("a file"), document.bytes());

    let mut later = cache(root.path());
    assert_eq!((first.start(), later.start()), (Start::Cold, Start::Warm));
    assert_eq!(later.get(document.digest()), Some(document));
    assert_eq!(later.get(image(2).digest()), None);
}

#[test]
fn every_kind_comes_back_as_what_it_was() {
    let root = folder();
    for kind in MediaType::ALL {
        let text = match kind {
            MediaType::OciIndex | MediaType::DockerList => r#"{"schemaVersion":2,"manifests":[]}"#,
            MediaType::OciImage | MediaType::DockerImage => r#"{"schemaVersion":2,"layers":[]}"#,
            MediaType::DockerSchema1 | MediaType::DockerSchema1Signed => {
                r#"{"schemaVersion":1,"fsLayers":[]}"#
            }
            MediaType::OciArtifact => "{}",
        };
        let text = format!("{text}{}", " ".repeat(kind.as_str().len()));
        let document = Document::of_bytes(text.into_bytes(), kind.as_str());
        assert_eq!(document.media_type(), Some(kind));
        cache(root.path()).put(&document).expect("it is written");
        assert_eq!(cache(root.path()).get(document.digest()), Some(document));
    }
}

#[test]
fn what_was_not_understood_is_not_kept() {
    let root = folder();
    let document = Document::of_bytes(b"{}".to_vec(), "application/json");
    assert!(matches!(document.fact(), Fact::Unreadable(_)));
    cache(root.path()).put(&document).expect("nothing to write");
    assert_eq!(files(root.path()), Vec::<PathBuf>::new());
}

#[test]
fn what_is_damaged_or_half_written_is_absent_and_removed() {
    let document = image(1);
    let whole = document.bytes();
    let half = &whole[..whole.len() / 2];
    for damage in [half, b"", &[whole, b" "].concat(), image(2).bytes()] {
        let root = folder();
        cache(root.path()).put(&document).expect("it is written");
        fs::write(file(root.path(), &document), damage).expect("it is damaged");
        let mut cache = cache(root.path());
        assert_eq!(cache.get(document.digest()), None);
        assert_eq!(files(root.path()), Vec::<PathBuf>::new());
        cache.put(&document).expect("it is written again");
        assert_eq!(cache.get(document.digest()), Some(document.clone()));
    }
}

#[test]
fn h19_an_index_that_was_renamed_to_an_image_is_absent() {
    let root = folder();
    for own_kind in ["", r#""mediaType":"application/vnd.oci.image.index.v1+json","#] {
        let text = format!(r#"{{"schemaVersion":2,{own_kind}"manifests":[]}}"#);
        let index = Document::of_bytes(text.into_bytes(), MediaType::OciIndex.as_str());
        cache(root.path()).put(&index).expect("it is written");
        let path = file(root.path(), &index);
        fs::rename(path.with_extension("oci-index"), &path).expect("it is renamed");
        assert_eq!(cache(root.path()).get(index.digest()), None);
        assert!(!path.exists());
    }
}

#[test]
fn what_is_no_file_is_absent() {
    let root = folder();
    let document = image(1);
    let path = file(root.path(), &document);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    // Reading this one would never end.
    std::os::unix::fs::symlink("/dev/zero", &path).expect("a link");
    assert_eq!(cache(root.path()).get(document.digest()), None);
    assert!(fs::symlink_metadata(&path).is_err(), "the link is removed");
    fs::create_dir(&path).expect("a folder");
    assert_eq!(cache(root.path()).get(document.digest()), None);
}

#[test]
fn what_is_too_large_is_absent() {
    let root = folder();
    let bytes = vec![b' '; super::super::LARGEST_MANIFEST + 1];
    let path = root.path().join(&digest_of(&bytes).hex()[..2]);
    fs::create_dir(&path).expect("a folder");
    let path = path.join(format!("{}.oci-image", digest_of(&bytes).hex()));
    fs::write(&path, &bytes).expect("a file");
    assert_eq!(cache(root.path()).get(digest_of(&bytes)), None);
    assert!(!path.exists());
}

#[test]
fn a_link_to_a_folder_is_not_gone_into() {
    let (root, elsewhere) = (folder(), folder());
    let document = image(1);
    cache(elsewhere.path()).put(&document).expect("it is written");
    let shard = &document.digest().hex()[..2];
    std::os::unix::fs::symlink(elsewhere.path().join(shard), root.path().join(shard))
        .expect("a link");
    assert_eq!(cache(root.path()).get(document.digest()), None);
    let mut cache = ManifestCache::open(root.path(), 0, now()).expect("a usable folder");
    cache.trim().expect("nothing to remove");
    assert!(file(elsewhere.path(), &document).exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_one_error_and_then_the_cache_is_off() {
    let root = folder();
    let taken = root.path().join("taken");
    fs::write(&taken, "").expect("a file");
    let unusable = ManifestCache::open(&taken.join("cache"), CACHE_LIMIT, now());
    let text = unusable.expect_err("no folder").to_string();
    assert!(text.contains("taken/cache"), "{text}");
    let mut off = ManifestCache::off();
    off.put(&image(1)).expect("nothing to write");
    assert_eq!(off.get(image(1).digest()), None);
    off.trim().expect("nothing to remove");
    assert_eq!(off.start(), Start::Cold);
}

#[test]
fn a_folder_that_takes_no_files_is_one_error_and_is_still_read() {
    let root = folder();
    let kept = image(1);
    cache(root.path()).put(&kept).expect("it is written");
    let mut cache = cache(root.path());
    let shard = |document: &Document| document.digest().hex()[..2].to_owned();
    let other = (2..100).map(image).find(|other| shard(other) != shard(&kept));
    let other = other.expect("one in another folder");
    fs::write(root.path().join(shard(&other)), "").expect("a file in the way");
    cache.put(&other).expect_err("a file is in the way");
    cache.put(&other).expect("nothing is written any more");
    assert_eq!(cache.get(kept.digest()), Some(kept));
}

#[test]
fn what_was_not_used_for_longest_is_removed_until_the_rest_is_within_the_limit() {
    let root = folder();
    let documents: Vec<Document> = (0..4).map(image).collect();
    let mut first = cache(root.path());
    for (document, hours) in documents.iter().zip([4, 3, 2, 1]) {
        first.put(document).expect("it is written");
        set_time(&file(root.path(), document), SignedDuration::from_hours(hours));
    }
    let size = documents[0].bytes().len() as u64;
    let open = || ManifestCache::open(root.path(), 2 * size, now()).expect("a usable folder");
    let mut used = open();
    used.get(documents[0].digest()).expect("it is there");
    used.trim().expect("it is trimmed");
    let left: Vec<bool> =
        documents.iter().map(|document| open().get(document.digest()).is_some()).collect();
    assert_eq!(left, [true, false, false, true]);
}

#[test]
fn what_is_within_the_limit_stays() {
    let root = folder();
    let documents: Vec<Document> = (0..3).map(image).collect();
    let size = documents.iter().map(|document| document.bytes().len() as u64).sum();
    let mut cache = ManifestCache::open(root.path(), size, now()).expect("a usable folder");
    for document in &documents {
        cache.put(document).expect("it is written");
    }
    cache.trim().expect("nothing to remove");
    assert_eq!(files(root.path()).len(), 3);
}

#[test]
fn only_abandoned_unfinished_files_and_nothing_foreign_is_removed() {
    let root = folder();
    let shard = root.path().join("ab");
    fs::create_dir(&shard).expect("a folder");
    let names = ["unfinished-00000000000000aa", "unfinished-00000000000000bb", "notes.txt"];
    for (name, minutes) in names.iter().zip([61, 59, 9_999]) {
        fs::write(shard.join(name), "x").expect("a file");
        set_time(&shard.join(name), SignedDuration::from_mins(minutes));
    }
    fs::write(root.path().join(".gitignore"), "*").expect("a file");
    let mut cache = ManifestCache::open(root.path(), 0, now()).expect("a usable folder");
    cache.trim().expect("it is trimmed");
    let left = [root.path().join(".gitignore"), shard.join(names[2]), shard.join(names[1])];
    assert_eq!(files(root.path()), left);
}

#[test]
fn runs_may_share_the_folder() {
    let root = folder();
    let documents: Vec<Document> = (0..40).map(image).collect();
    thread::scope(|scope| {
        for run in 0..4 {
            let (documents, root) = (&documents, root.path());
            scope.spawn(move || {
                for round in 0..5 {
                    let limit = if (run + round) % 4 == 0 { 500 } else { CACHE_LIMIT };
                    let mut cache = ManifestCache::open(root, limit, now()).expect("usable");
                    for document in documents {
                        if let Some(found) = cache.get(document.digest()) {
                            assert_eq!(&found, document);
                        }
                        cache.put(document).expect("it is written");
                    }
                    cache.trim().expect("it is trimmed");
                }
            });
        }
    });
    let mut cache = cache(root.path());
    for document in &documents {
        cache.put(document).expect("it is written");
        assert_eq!(cache.get(document.digest()).as_ref(), Some(document));
    }
    assert_eq!(files(root.path()).len(), documents.len(), "nothing unfinished is left");
}

#[test]
fn the_folder_of_the_cache_is_made_with_all_above_it() {
    let root = folder();
    let deep = root.path().join(".package-steward").join("cache");
    cache(&deep).put(&image(1)).expect("it is written");
    assert_eq!(cache(&deep).get(image(1).digest()), Some(image(1)));
}

proptest! {
    #[test]
    fn whatever_is_in_the_folder_only_true_bytes_come_out(
        asked in 0..3_usize,
        found in 0..3_usize,
        cut in prop::option::of(any::<prop::sample::Index>()),
        suffix in prop::sample::select(vec!["oci-index", "oci-image", "docker-image"]),
    ) {
        let root = folder();
        let digest = image(asked).digest();
        let mut bytes = image(found).bytes().to_vec();
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let path = file(root.path(), &image(asked)).with_extension(suffix);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, &bytes).expect("a file");
        let kind = matches!(suffix, "oci-image" | "docker-image");
        let expected = (asked == found && cut.is_none() && kind).then_some(bytes);
        let came = cache(root.path()).get(digest);
        prop_assert_eq!(came.map(|document| document.bytes().to_vec()), expected);
    }
}

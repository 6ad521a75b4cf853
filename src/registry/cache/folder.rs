//! The folder in which manifests are kept.

use std::collections::HashMap;
use std::fs::{self, File, FileTimes, Metadata, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::entry::{Name, file_name, is_shard, name, shard, unfinished};
use super::error::CacheUnusable;
use crate::domain::Digest;
use crate::registry::{Document, LARGEST_MANIFEST, MediaType};

/// How much is kept, in bytes. A manifest has one or two KiB, so this is enough for more than 100,000 of
/// them, and a small part of the 10 GB that `actions/cache` gives a repository.
pub const CACHE_LIMIT: u64 = 256 * 1024 * 1024;

/// The age from which an unfinished file is nobody's. Writing one takes milliseconds.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

/// How often another name is tried for an unfinished file when somebody has the first.
const MOST_NAMES: u32 = 8;

/// Manifests by digest, on disk, for this run and later ones.
///
/// What is read is checked against its digest, so nothing in the folder has to be trusted: what is not
/// what it should be counts as absent. A file appears whole or not at all, so runs may share the
/// folder and be cut off at any time. That a registry does not know something is never kept.
#[derive(Debug)]
pub struct ManifestCache {
    /// `None` where nothing is kept.
    root: Option<PathBuf>,
    limit: u64,
    now: SystemTime,
    start: Start,
    writing: Writing,
    /// What was there at the beginning, and what came since.
    kinds: HashMap<Digest, MediaType>,
}

/// What a cache held before the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing, so everything that is needed is read.
    Cold,
    /// Something.
    Warm,
}

/// Whether the folder takes files, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    Possible,
    Failed,
}

impl ManifestCache {
    /// A cache that keeps nothing.
    pub fn off() -> Self {
        Self {
            root: None,
            limit: 0,
            now: SystemTime::UNIX_EPOCH,
            start: Start::Cold,
            writing: Writing::Failed,
            kinds: HashMap::new(),
        }
    }

    /// The cache in this folder, which is made if it is not there. `limit` is in bytes, usually
    /// [`CACHE_LIMIT`]; `now` is the time by which use is remembered.
    ///
    /// # Errors
    /// When the folder can be neither read nor made. The run is to go on with [`Self::off`].
    pub fn open(root: &Path, limit: u64, now: Timestamp) -> Result<Self, CacheUnusable> {
        fs::create_dir_all(root).map_err(CacheUnusable::when("make the folder", root))?;
        let mut kinds = HashMap::new();
        visit(root, |name, _| {
            if let Name::Manifest(digest, kind) = name {
                kinds.insert(digest, kind);
            }
        })
        .map_err(CacheUnusable::when("read the folder", root))?;
        Ok(Self {
            root: Some(root.to_owned()),
            limit,
            now: now.into(),
            start: if kinds.is_empty() { Start::Cold } else { Start::Warm },
            writing: Writing::Possible,
            kinds,
        })
    }

    /// What it held before this run.
    pub const fn start(&self) -> Start {
        self.start
    }

    /// The manifest with this digest, if it is here and is what it should be. What is not is removed.
    pub fn get(&mut self, digest: Digest) -> Option<Document> {
        let kind = *self.kinds.get(&digest)?;
        let path = shard(self.root.as_ref()?, digest).join(file_name(digest, kind));
        let document = read(&path, self.now)
            .and_then(|bytes| Document::verified(digest, bytes, kind.as_str()).ok())
            .filter(|document| document.media_type() == Some(kind));
        if document.is_none() {
            self.kinds.remove(&digest);
            // If it can't be removed it is found wrong again the next time.
            fs::remove_file(path).ok();
        }
        document
    }

    /// Keeps a manifest. One that was not understood is not kept: a later version may understand it.
    ///
    /// # Errors
    /// When it can't be written. From then on nothing is written any more, so this comes once.
    pub fn put(&mut self, document: &Document) -> Result<(), CacheUnusable> {
        let digest = document.digest();
        let (Some(root), Some(kind)) = (&self.root, document.media_type()) else { return Ok(()) };
        if self.writing == Writing::Failed || self.kinds.contains_key(&digest) {
            return Ok(());
        }
        let written = write(root, digest, kind, document.bytes());
        match &written {
            Ok(()) => drop(self.kinds.insert(digest, kind)),
            Err(_) => self.writing = Writing::Failed,
        }
        written
    }

    /// Removes what was not used for longest until the rest is within the limit, and what runs that were
    /// cut off left behind. To be called at the end of a run.
    ///
    /// # Errors
    /// When the folder can't be read or something can't be removed.
    pub fn trim(&mut self) -> Result<(), CacheUnusable> {
        let Some(root) = &self.root else { return Ok(()) };
        let mut kept: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        let mut doomed = Vec::new();
        visit(root, |name, path| {
            // What is gone was removed by another run.
            let Ok(metadata) = fs::symlink_metadata(path) else { return };
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            match name {
                Name::Manifest(..) => kept.push((modified, path.to_owned(), metadata.len())),
                Name::Unfinished => {
                    let age = self.now.duration_since(modified).unwrap_or_default();
                    if age > ABANDONED_AFTER {
                        doomed.push(path.to_owned());
                    }
                }
            }
        })
        .map_err(CacheUnusable::when("read the folder", root))?;
        kept.sort();
        let mut total: u64 = kept.iter().map(|(_, _, size)| size).sum();
        for (_, path, size) in kept {
            if total <= self.limit {
                break;
            }
            total -= size;
            doomed.push(path);
        }
        for path in doomed {
            match fs::remove_file(&path) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(CacheUnusable::when("remove", &path)(error)),
            }
        }
        Ok(())
    }
}

/// Shows every file of the cache with its path. Folders that are links are not gone into, and nothing else
/// that is not the cache's is shown.
fn visit(root: &Path, mut show: impl FnMut(Name, &Path)) -> io::Result<()> {
    for folder in fs::read_dir(root)? {
        let folder = folder?;
        if !is_shard(&folder.file_name()) || !folder.file_type()?.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder.path())? {
            let file = file?;
            if let Some(name) = name(&folder.file_name(), &file.file_name()) {
                show(name, &file.path());
            }
        }
    }
    Ok(())
}

/// A file's bytes, where it is a file and not larger than a manifest can be. That it was used is noted in
/// its time.
fn read(path: &Path, now: SystemTime) -> Option<Vec<u8>> {
    // Opening something else than a file, such as a pipe, could wait for ever.
    let metadata = fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
    if metadata.len() > LARGEST_MANIFEST as u64 {
        return None;
    }
    let file = File::open(path).ok()?;
    // Where the time can't be set the manifest is only forgotten earlier than others.
    file.set_times(FileTimes::new().set_modified(now)).ok();
    let mut bytes = Vec::new();
    file.take(LARGEST_MANIFEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Writes a file beside its place and puts it there whole.
fn write(root: &Path, digest: Digest, kind: MediaType, bytes: &[u8]) -> Result<(), CacheUnusable> {
    let folder = shard(root, digest);
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(CacheUnusable::when("make the folder", &folder)(error));
        }
        Ok(()) | Err(_) => {}
    }
    let (mut file, path) = create(&folder).map_err(CacheUnusable::when("write into", &folder))?;
    let place = folder.join(file_name(digest, kind));
    let written = file.write_all(bytes).and_then(|()| fs::rename(&path, &place));
    if written.is_err() {
        // If this fails too, a later run finds it abandoned.
        fs::remove_file(&path).ok();
    }
    written.map_err(CacheUnusable::when("write", &place))
}

/// A new file under a name that nobody else has.
fn create(folder: &Path) -> io::Result<(File, PathBuf)> {
    let mut tries = 0;
    loop {
        // Processes in containers all have the same number, so chance has to tell them apart.
        let path = folder.join(unfinished(RandomState::new().build_hasher().finish()));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < MOST_NAMES => {
                tries += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

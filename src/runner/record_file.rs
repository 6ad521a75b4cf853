//! The file in the workspace that a run writes its record to.
//!
//! A workspace holds what others wrote: links in it can lead anywhere, and this process may write
//! anywhere. So nothing is opened that lies outside, and a link in the file's place is replaced. This
//! guards against what is there, not against a process that changes it at the same time.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, fchown, lchown};
use std::path::{Component, Path, PathBuf};

/// The folder for what the program leaves behind. git does not look into it.
const OWN_FOLDER: &str = ".package-steward";

/// A record that is being written, one line after the other. A line that was appended outlives this
/// process, and with [`Self::sync`] the machine.
#[derive(Debug)]
pub struct RecordFile {
    file: File,
    path: PathBuf,
    /// How long the file is up to the end of its last whole line.
    length: u64,
}

/// Why a record can't be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It would lie outside of the workspace.
    #[error("`{}` leads out of the workspace", .0.display())]
    Outside(PathBuf),
    /// Something else than a file is in its place.
    #[error("`{}` is there, and is no file", .0.display())]
    NotAFile(PathBuf),
    /// Something else than a folder is on its way.
    #[error("`{}` is there, and is no folder", .0.display())]
    NotAFolder(PathBuf),
    /// A line that would be two.
    #[error("a line of the record `{}` has a line break in it", .0.display())]
    NotALine(PathBuf),
    /// The system refused.
    #[error("cannot {doing} `{}`: {said}", path.display())]
    System {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// What the system says.
        said: io::Error,
    },
}

/// Whose the workspace is, and so what is made in it: its owner has to be able to remove it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    user: u32,
    group: u32,
}

impl Owner {
    fn of(metadata: &Metadata) -> Self {
        Self { user: metadata.uid(), group: metadata.gid() }
    }

    /// Takes over what this process has just made. Only root may give something away; whoever is not
    /// root made it as somebody who may write here, and that has to do.
    fn take_over(
        self,
        made: &Metadata,
        give: impl FnOnce(Self) -> io::Result<()>,
    ) -> io::Result<()> {
        if Self::of(made) == self {
            return Ok(());
        }
        match give(self) {
            Err(error) if made.uid() == 0 => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl RecordFile {
    /// Begins a record in the workspace, in the place of an older one. `path` is relative to the
    /// workspace and goes nowhere up. Folders that are missing are made.
    ///
    /// # Errors
    /// When the file can't be made, or would lie outside of the workspace; the path is named.
    pub fn create(workspace: &Path, path: &Path) -> Result<Self, RecordError> {
        let (folders, name) = names(path)?;
        let root = in_system("find the workspace", workspace, || workspace.canonicalize())?;
        let owner = in_system("look at", &root, || root.metadata().map(|one| Owner::of(&one)))?;
        let mut folder = root.clone();
        for name in folders {
            folder.push(name);
            enter(&root, &folder, owner)?;
        }
        let whole = folder.join(name);
        make_room(&whole)?;
        // Never opens what is there: not what a link points to, nor another name of the same file.
        let file = in_system("create", &whole, || {
            let file = OpenOptions::new().append(true).create_new(true).open(&whole)?;
            owner.take_over(&file.metadata()?, |owner| {
                fchown(&file, Some(owner.user), Some(owner.group))
            })?;
            Ok(file)
        })?;
        Ok(Self { file, path: whole, length: 0 })
    }

    /// Appends a line, without its line break, in one go.
    ///
    /// # Errors
    /// When that fails. What is in the file then are whole lines, as far as the system lets it be so.
    pub fn append(&mut self, line: &str) -> Result<(), RecordError> {
        if line.contains(['\n', '\r']) {
            return Err(RecordError::NotALine(self.path.clone()));
        }
        let line = format!("{line}\n");
        if let Err(said) = self.file.write_all(line.as_bytes()) {
            // A part of a line would spoil the one that follows it. Where it can't be taken back, the
            // error that is told is reason enough to distrust the end of the file.
            self.file.set_len(self.length).ok();
            return Err(RecordError::System { doing: "append to", path: self.path.clone(), said });
        }
        self.length += line.len() as u64;
        Ok(())
    }

    /// Returns when all lines are on the disk. That takes milliseconds, so not each line is worth it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn sync(&self) -> Result<(), RecordError> {
        in_system("write to the disk", &self.path, || self.file.sync_data())
    }
}

/// The folders on the way and the file's own name.
fn names(path: &Path) -> Result<(Vec<&Path>, &Path), RecordError> {
    let outside = || RecordError::Outside(path.to_owned());
    let names: Option<Vec<&Path>> = path
        .components()
        .map(|component| match component {
            Component::Normal(name) => Some(Path::new(name)),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        })
        .collect();
    let mut names = names.ok_or_else(outside)?;
    let name = names.pop().ok_or_else(outside)?;
    Ok((names, name))
}

/// Sees to it that a folder is there, and is one within the workspace.
fn enter(root: &Path, folder: &Path, owner: Owner) -> Result<(), RecordError> {
    match folder.symlink_metadata() {
        Ok(there) => {
            let real = in_system("follow", folder, || folder.canonicalize())?;
            if !real.starts_with(root) {
                return Err(RecordError::Outside(folder.to_owned()));
            }
            if !real.is_dir() {
                return Err(RecordError::NotAFolder(folder.to_owned()));
            }
            // A link may lead to a folder in which git is to look.
            if there.is_symlink() {
                return Ok(());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            in_system("create the folder", folder, || {
                fs::create_dir(folder)?;
                owner.take_over(&folder.symlink_metadata()?, |owner| {
                    lchown(folder, Some(owner.user), Some(owner.group))
                })
            })?;
        }
        Err(said) => return Err(unseen(folder, said)),
    }
    if folder == root.join(OWN_FOLDER) { hide_from_git(folder, owner) } else { Ok(()) }
}

/// Keeps what is in the program's own folder out of commits. What the user wrote there instead stays.
fn hide_from_git(folder: &Path, owner: Owner) -> Result<(), RecordError> {
    let path = folder.join(".gitignore");
    in_system("create", &path, || {
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            opened => opened?,
        };
        file.write_all(b"*\n")?;
        owner.take_over(&file.metadata()?, |owner| {
            fchown(&file, Some(owner.user), Some(owner.group))
        })
    })
}

/// Removes an older record, or a link in its place; never what it points to.
fn make_room(path: &Path) -> Result<(), RecordError> {
    match path.symlink_metadata() {
        Ok(there) if there.is_file() || there.is_symlink() => {
            in_system("replace", path, || fs::remove_file(path))
        }
        Ok(_) => Err(RecordError::NotAFile(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(said) => Err(unseen(path, said)),
    }
}

fn unseen(path: &Path, said: io::Error) -> RecordError {
    RecordError::System { doing: "look at", path: path.to_owned(), said }
}

fn in_system<T>(
    doing: &'static str,
    path: &Path,
    work: impl FnOnce() -> io::Result<T>,
) -> Result<T, RecordError> {
    work().map_err(|said| RecordError::System { doing, path: path.to_owned(), said })
}

#[cfg(test)]
#[path = "record_file_tests.rs"]
mod tests;

//! What files of the cache are called, for fuzzing alone.

use std::ffi::OsStr;

use super::entry::{Name, file_name, is_shard, name, shard};

/// The names of a folder and of a file.
///
/// # Panics
/// When a name is taken for that of a manifest which has another.
pub(in crate::registry) fn name_of_a_file(folder: &OsStr, file: &OsStr) {
    if !is_shard(folder) {
        return;
    }
    if let Some(Name::Manifest(digest, kind)) = name(folder, file) {
        assert_eq!(OsStr::new(&file_name(digest, kind)), file, "another name");
        assert_eq!(shard(std::path::Path::new(""), digest).as_os_str(), folder, "another folder");
    }
}

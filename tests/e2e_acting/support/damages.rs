//! What can happen to a record on its way from one run to the next.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

/// A damage to a record, and what is said about it.
pub(crate) struct Damage {
    /// What was done.
    pub what: String,
    /// The path that the input is given then, from the workspace.
    pub path: String,
    /// What the error says.
    pub says: &'static str,
}

/// What a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordOf {
    /// A dry run. It has to be whole.
    Plan,
    /// A run that changed something. It may have lost its end.
    Run,
}

/// Does each damage in turn to a record of a workspace, which is whole and lists a package in its second
/// line, and hands over what it is. Whatever reads records refuses them all.
pub(crate) fn each_damage(
    workspace: &Path,
    record: &str,
    of: RecordOf,
    mut check: impl FnMut(&Damage),
) {
    let whole = fs::read(workspace.join(record)).expect("a record");
    let damaged = "damaged.jsonl";
    let mut with = |what: String, bytes: &[u8], says: &'static str| {
        fs::write(workspace.join(damaged), bytes).expect("a file");
        check(&Damage { what, path: damaged.to_owned(), says });
    };
    let lines: Vec<usize> = (1..=whole.len()).filter(|end| whole[end - 1] == b'\n').collect();
    let header = lines[0];
    for end in [0, 1, header / 2, header - 1] {
        with(format!("cut at {end}"), &whole[..end], "its run was cut off before it began");
    }
    let (last, before) = (lines[lines.len() - 2], lines[lines.len() - 3]);
    if of == RecordOf::Plan {
        for end in [header, header + 1, before, last - 1, last, last + 1, whole.len() - 1] {
            with(format!("cut at {end}"), &whole[..end], "its last line is missing");
        }
    }
    for (byte, bit) in [(header + 20, 0), (header - 5, 1), (last + 10, 2), (whole.len() - 10, 3)] {
        let mut bytes = whole.clone();
        bytes[byte] ^= 1 << bit;
        with(format!("bit {bit} of byte {byte} flipped"), &bytes, "line");
    }
    let mut bytes = whole.clone();
    bytes.drain(header..lines[1]);
    with("a line taken out".to_owned(), &bytes, "line 2 does not have the checksum");
    let text = String::from_utf8(whole.clone()).expect("a text");
    for (what, from, to, says) in [
        ("another form", "\"schema\":2", "\"schema\":3", "its form has number 3"),
        (
            "somebody else's by now",
            "\"owner\":\"octo-org\"",
            "\"owner\":\"octo\"",
            "line 1 does not",
        ),
        ("of another GitHub by now", "\"api\":\"http://", "\"api\":\"http://x.", "line 1 does not"),
        ("a dry run by now, or none", "\"dry-run\":", "\"dry-run\": ", "line 1 does not"),
        ("a word that nobody writes", "\"listed\"", "\"lister\"", "line 2 does not"),
        ("a field that nobody writes", "\"listed\"", "\"listed\",\"more\":1", "line 2 does not"),
        ("another version", "\"id\":", "\"id\":1", "does not have the checksum"),
    ] {
        let other = text.replacen(from, to, 1);
        assert_ne!(other, text, "{what}");
        with(what.to_owned(), other.as_bytes(), says);
    }
    let mut added = whole.clone();
    added.splice(lines[1]..lines[1], whole[header..lines[1]].to_vec());
    with("a line twice".to_owned(), &added, "line 3 does not have the checksum");
    let twice = [whole.as_slice(), whole.as_slice()].concat();
    with("two records in one".to_owned(), &twice, "stands behind the end of the record");
    with("nothing but a line break".to_owned(), b"\n", "its run was cut off before it began");
    with("something else".to_owned(), b"# Read me\n\nHello.\n", "line 1 is not the first line");
    with("bytes that are no text".to_owned(), b"\xff\xfe\0\n", "line 1 is not the first line");
    let large = [whole.as_slice(), &vec![b' '; 100 * 1024 * 1024]].concat();
    with("100 MB".to_owned(), &large, "stands behind the end of the record");
    let larger = fs::File::create(workspace.join(damaged)).expect("a file");
    larger.set_len(300 * 1024 * 1024).expect("a file with a hole");
    check(&Damage {
        what: "300 MB".to_owned(),
        path: damaged.to_owned(),
        says: "no record has more",
    });
    fs::remove_file(workspace.join(damaged)).expect("removed");

    let outside = tempfile::tempdir().expect("a folder");
    let there = outside.path().join("record.jsonl");
    fs::write(&there, &whole).expect("a file");
    symlink(&there, workspace.join("link.jsonl")).expect("a link");
    symlink(outside.path(), workspace.join("folder")).expect("a link");
    fs::create_dir(workspace.join("empty")).expect("a folder");
    let absolute = there.display().to_string();
    for (path, says) in [
        ("link.jsonl", "it leads out of the workspace"),
        ("folder/record.jsonl", "it leads out of the workspace"),
        ("missing.jsonl", "it can't be read"),
        ("empty", "it is no file"),
        ("../record.jsonl", "without `..`"),
        ("empty/../../record.jsonl", "without `..`"),
        (&absolute, "leads out of the workspace"),
    ] {
        check(&Damage { what: path.to_owned(), path: path.to_owned(), says });
    }
    for link in ["link.jsonl", "folder"] {
        fs::remove_file(workspace.join(link)).expect("removed");
    }
    fs::remove_dir(workspace.join("empty")).expect("removed");
}

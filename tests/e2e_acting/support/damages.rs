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

/// Does each damage in turn to the record of a workspace, a plan that is whole, and hands over what it is.
/// Whatever reads records refuses them all.
pub(crate) fn each_damage(workspace: &Path, plan: &str, mut check: impl FnMut(&Damage)) {
    let whole = fs::read(workspace.join(plan)).expect("a plan");
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
    for end in [header, header + 1, before, last - 1, last, last + 1, whole.len() - 1] {
        with(format!("cut at {end}"), &whole[..end], "its last line is missing");
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
    let other = text.replace("\"schema\":2", "\"schema\":3");
    with("another schema".to_owned(), other.as_bytes(), "its form has number 3");
    let twice = [whole.as_slice(), whole.as_slice()].concat();
    with("two records in one".to_owned(), &twice, "stands behind the end of the record");
    with("something else".to_owned(), b"# Read me\n\nHello.\n", "line 1 is not the first line");
    with("bytes that are no text".to_owned(), &[0xff; 64], "");
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
    fs::write(outside.path().join("plan.jsonl"), &whole).expect("a file");
    symlink(outside.path().join("plan.jsonl"), workspace.join("link.jsonl")).expect("a link");
    symlink(outside.path(), workspace.join("folder")).expect("a link");
    fs::create_dir(workspace.join("empty")).expect("a folder");
    let absolute = outside.path().join("plan.jsonl").display().to_string();
    for (path, says) in [
        ("link.jsonl", "it leads out of the workspace"),
        ("folder/plan.jsonl", "it leads out of the workspace"),
        ("missing.jsonl", "it can't be read"),
        ("empty", "it is no file"),
        ("../plan.jsonl", "without `..`"),
        ("empty/../../plan.jsonl", "without `..`"),
        (&absolute, "leads out of the workspace"),
    ] {
        check(&Damage { what: path.to_owned(), path: path.to_owned(), says });
    }
    for link in ["link.jsonl", "folder"] {
        fs::remove_file(workspace.join(link)).expect("removed");
    }
    fs::remove_dir(workspace.join("empty")).expect("removed");
}

//! Globs over package names, in which `*` stops at `/`.

/// A glob in its parts between slashes.
///
/// Matching part by part keeps the cost of any pattern within the product of its length and the
/// name's: the `glob` crate, told to stop at slashes, tries every way to divide a part among its
/// stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathGlob(pub(super) Vec<Part>);

/// What stands between two slashes of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A glob over one part of the name.
    One(glob::Pattern),
    /// `**`: any number of parts, also none; at the end of a pattern at least one, so that `app/**` is
    /// what lies below `app` and not `app` itself.
    AnyNumber,
}

impl PathGlob {
    /// Whether all parts of the name fit.
    ///
    /// Where a part does not fit, only the latest `**` needs to take one part more: whatever an
    /// earlier one could take instead, the latest can as well.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name: Vec<&str> = name.split('/').collect();
        let (mut at_part, mut at_name) = (0, 0);
        let mut latest: Option<(usize, usize)> = None;
        loop {
            match (self.0.get(at_part), name.get(at_name)) {
                (Some(Part::AnyNumber), text) => {
                    if at_part + 1 < self.0.len() {
                        latest = Some((at_part, at_name));
                        at_part += 1;
                        continue;
                    }
                    if text.is_some() {
                        return true;
                    }
                }
                (Some(Part::One(glob)), Some(text)) if glob.matches(text) => {
                    at_part += 1;
                    at_name += 1;
                    continue;
                }
                (None, None) => return true,
                (Some(Part::One(_)) | None, _) => {}
            }
            match latest {
                Some((stars, taken)) if taken < name.len() => {
                    latest = Some((stars, taken + 1));
                    at_part = stars + 1;
                    at_name = taken + 1;
                }
                _ => return false,
            }
        }
    }
}

//! Paths of the registry. Names may contain slashes, so paths are read from their end.

use percent_encoding::percent_decode_str;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    /// `owner/name`, as it was written.
    pub(super) repository: String,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Manifest(String),
    Tags,
    Referrers,
    Blob(String),
    /// A new upload.
    Uploads,
    /// A running upload.
    Upload,
}

pub(super) fn route(path: &str) -> Option<Route> {
    let segments: Vec<String> = path
        .strip_prefix("/v2/")?
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (name, what) = match segments.as_slice() {
        [name @ .., "blobs", "uploads", ""] => (name, What::Uploads),
        [name @ .., "blobs", "uploads", id] if !id.is_empty() => (name, What::Upload),
        [name @ .., "tags", "list"] => (name, What::Tags),
        [name @ .., "manifests", reference] => (name, What::Manifest((*reference).to_owned())),
        [name @ .., "blobs", digest] => (name, What::Blob((*digest).to_owned())),
        [name @ .., "referrers", _] => (name, What::Referrers),
        _ => return None,
    };
    let named = name.len() >= 2 && name.iter().all(|part| !part.is_empty());
    named.then(|| Route { repository: name.join("/"), what })
}

impl Route {
    pub(super) fn owner_and_name(&self) -> (&str, &str) {
        self.repository.split_once('/').unwrap_or((&self.repository, ""))
    }

    /// The grammar of the distribution specification: lower case only.
    pub(super) fn is_well_named(&self) -> bool {
        self.repository.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-/".contains(&byte)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_contain_slashes_and_words_of_the_path() {
        for (path, repository, what) in [
            ("/v2/o/app/manifests/latest", "o/app", What::Manifest("latest".to_owned())),
            (
                "/v2/o/a/b/c/manifests/sha256%3Aab",
                "o/a/b/c",
                What::Manifest("sha256:ab".to_owned()),
            ),
            ("/v2/o/manifests/tags/list", "o/manifests", What::Tags),
            ("/v2/o/app/blobs/uploads/", "o/app", What::Uploads),
            ("/v2/o/app/referrers/sha256:ab", "o/app", What::Referrers),
        ] {
            assert_eq!(
                route(path),
                Some(Route { repository: repository.to_owned(), what }),
                "{path}"
            );
        }
        for path in
            ["/v2/app/manifests/latest", "/v2/o//manifests/x", "/v2/o/app", "/v1/o/app/tags/list"]
        {
            assert_eq!(route(path), None, "{path}");
        }
    }
}

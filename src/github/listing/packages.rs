//! The packages of an owner.

use std::collections::BTreeSet;

use super::page::Page;
use crate::domain::{Owner, Package, PackageType, Visibility};
use crate::github::answer::ApiError;
use crate::github::client::Client;
use crate::github::endpoint::Operation;
use crate::github::link::page_number;
use crate::github::wire;

/// GitHub lists no packages beyond this number: it refuses pages that reach further.
const MOST_PACKAGES: usize = 10_000;

impl Client {
    /// Lists the packages of one type, each once, in GitHub's order. A listing that can't be read to
    /// its end is an error.
    pub async fn list_packages(
        &self,
        owner: &Owner,
        package_type: PackageType,
        visibility: Option<Visibility>,
    ) -> Result<Vec<Package>, ApiError> {
        let operation = Operation::ListPackages { package_type, visibility };
        let doing = operation.to_string();
        let truncated = |why: String| ApiError::Truncated { doing: doing.clone(), why };
        let mut url = self.operation_url(owner, &operation)?;
        let mut packages: Vec<Package> = Vec::new();
        let mut names = BTreeSet::new();
        let mut rows_read = 0;
        let mut read = BTreeSet::new();
        loop {
            let page = page_number(&url).unwrap_or(1);
            if !read.insert(url.clone()) {
                return Err(truncated(format!("page {page} came up again")));
            }
            let decode = |body: &[u8]| wire::packages(package_type, body);
            let Page { rows, links } = self.page(&doing, &url, decode).await?;
            let next = links.map_err(|why| truncated(format!("page {page}: {why}")))?.next;
            if rows.is_empty() && next.is_some() {
                return Err(truncated(format!(
                    "page {page} was empty although it is not the last"
                )));
            }
            rows_read += rows.len();
            packages.extend(rows.into_iter().filter(|row| names.insert(row.key.name.clone())));
            match next {
                Some(next) => url = next,
                // Whether there is more, GitHub would not tell.
                None if rows_read >= MOST_PACKAGES => {
                    return Err(truncated(format!("GitHub lists no more than {MOST_PACKAGES}")));
                }
                None => return Ok(packages),
            }
        }
    }
}

//! Everything that is asked of packages and versions but their listings of versions.

use super::answer::{Answer, ApiError};
use super::client::Client;
use super::endpoint::Operation;
use super::wire;
use crate::domain::{Owner, Package, PackageKey, Version, VersionId};

impl Client {
    /// One package by name. A name that is not there is refused as
    /// [`PackageNotFound`](super::RefusalKind::PackageNotFound).
    pub async fn get_package(
        &self,
        owner: &Owner,
        package: &PackageKey,
    ) -> Result<Package, ApiError> {
        let operation = Operation::GetPackage(package);
        let url = self.operation_url(owner, &operation)?;
        let decode = |body: &[u8]| wire::package(package.package_type, body);
        self.get(&operation.to_string(), &url, |response| decode(&response.body)).await
    }

    /// One version by number: what settles a 404 or a lost answer.
    pub async fn get_version(
        &self,
        owner: &Owner,
        package: &PackageKey,
        id: VersionId,
    ) -> Result<Version, ApiError> {
        let operation = Operation::GetVersion(package, id);
        let url = self.operation_url(owner, &operation)?;
        let decode = |body: &[u8]| wire::version(package.package_type, body);
        self.get(&operation.to_string(), &url, |response| decode(&response.body)).await
    }

    /// Deletes a version with all its tags. The only error is a name that can't be addressed.
    pub async fn delete_version(
        &self,
        owner: &Owner,
        package: &PackageKey,
        id: VersionId,
    ) -> Result<Answer, ApiError> {
        self.change(owner, &Operation::DeleteVersion(package, id)).await
    }

    /// Brings a deleted version back, within 30 days. The only error is a name that can't be
    /// addressed.
    pub async fn restore_version(
        &self,
        owner: &Owner,
        package: &PackageKey,
        id: VersionId,
    ) -> Result<Answer, ApiError> {
        self.change(owner, &Operation::RestoreVersion(package, id)).await
    }

    /// Deletes a package with all its versions. The only error is a name that can't be addressed.
    pub async fn delete_package(
        &self,
        owner: &Owner,
        package: &PackageKey,
    ) -> Result<Answer, ApiError> {
        self.change(owner, &Operation::DeletePackage(package)).await
    }

    /// Brings a deleted package back, within 30 days and while its name is free. The only error is a
    /// name that can't be addressed.
    pub async fn restore_package(
        &self,
        owner: &Owner,
        package: &PackageKey,
    ) -> Result<Answer, ApiError> {
        self.change(owner, &Operation::RestorePackage(package)).await
    }
}

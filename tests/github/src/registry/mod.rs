//! The container registry: the part of the OCI distribution API that ghcr.io has, on the same
//! world as the REST API.

mod access;
mod blobs;
mod error;
mod manifests;
mod route;
mod serve;
mod tags;
mod token;

pub(crate) use access::Visitor;
pub(crate) use error::{manifest_unknown, too_many_requests};
pub(crate) use serve::{Ask, answer, is_registry};
pub(crate) use token::RegistryToken;

//! The whole request.

use super::{guards, keep, place, rule};
use crate::domain::{IncompleteImages, OrphanedReferrers, Policy};
use crate::inputs::environment::Environment;
use crate::inputs::problem::{InputProblems, Noted};
use crate::inputs::reading::Reader;
use crate::inputs::request::Request;

/// Makes a sound request of the inputs, or says everything that is wrong with them.
///
/// No request is sent here. The only file that is read is the event's, which may tell what kind of
/// account the owner is.
pub fn parse(environment: &Environment) -> Result<Request, InputProblems> {
    let mut reader = Reader::new(environment);
    let request = request(&mut reader);
    reader.finish(request)
}

/// Reads every group before it looks at whether one was unsound, so that all problems are noted.
fn request(reader: &mut Reader<'_>) -> Result<Request, Noted> {
    let token = reader.token();
    let package_types = place::package_types(reader);
    let place = place::place(reader, package_types.clone());
    let rule = rule::rule(reader, package_types);
    let keep = keep::keep(reader);
    let untagged_grace = keep::untagged_grace(reader);
    let guards = guards::guards(reader);
    let dry_run = guards::dry_run(reader);
    Ok(Request {
        token: token?,
        place: place?,
        policy: Policy {
            rules: vec![rule?],
            keep: keep?,
            untagged_grace: untagged_grace?,
            incomplete_images: IncompleteImages::Report,
            orphaned_referrers: OrphanedReferrers::Report,
            guards: guards?,
        },
        dry_run: dry_run?,
    })
}

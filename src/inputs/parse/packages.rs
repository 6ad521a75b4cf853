//! Which packages.

use std::collections::BTreeSet;

use crate::domain::{ExactNames, Login, PackageName, PackageType, Packages, Pattern, Patterns};
use crate::inputs::problem::Noted;
use crate::inputs::reading::{Item, Reader, Separator};
use crate::inputs::table::Input;

/// The input that this file reads.
const INPUT: Input = Input::Packages;

/// The packages that are named, fit a glob, or are called like the repository.
pub(super) fn packages(
    reader: &mut Reader<'_>,
    owner: Result<&Login, Noted>,
) -> Result<Packages, Noted> {
    // `packages` knows no `none`, so there always is a list.
    let items = reader.list(INPUT, Separator::Comma)?.unwrap_or_default();
    if items.iter().any(|item| item.as_str() == "auto") {
        return called_like_the_repository(reader, &items, owner);
    }
    let (mut exact, mut globs, mut except) = (BTreeSet::new(), Vec::new(), Vec::new());
    let sorted = reader.each_item(INPUT, &items, |reader, item| {
        let (bare, takes_out) = match item.strip_prefix('!') {
            Some(rest) => (rest.trim_start(), true),
            None => (item, false),
        };
        let pattern = package_pattern(reader, item, bare)?;
        if takes_out {
            except.push(pattern);
        } else if pattern.is_exact() {
            exact.insert(PackageName::new(bare));
        } else {
            globs.push(pattern);
        }
        Ok(())
    });
    sorted?;
    let packages = Packages {
        exact: ExactNames::Written(exact.into_iter().collect()),
        globs: Patterns::new(globs),
        except: Patterns::new(except),
    };
    // Written names are the same for every type.
    if packages.need_a_listing() || !packages.named(PackageType::Container).is_empty() {
        return Ok(packages);
    }
    let advice = "everything is taken out again; name what is meant, such as `*, !old-*`";
    Err(reader.refuse(INPUT, &joined(&items), advice))
}

/// Whatever there is.
pub(super) fn every_package(reader: &mut Reader<'_>) -> Result<Packages, Noted> {
    Ok(Packages {
        exact: ExactNames::Written(Vec::new()),
        globs: Patterns::new(vec![package_pattern(reader, "**", "**")?]),
        except: Patterns::default(),
    })
}

/// What `auto` means: the repository's own package.
fn called_like_the_repository(
    reader: &mut Reader<'_>,
    items: &[Item],
    owner: Result<&Login, Noted>,
) -> Result<Packages, Noted> {
    if items.len() > 1 {
        let advice = "`auto` stands alone; write the repository's name beside others";
        return Err(reader.refuse(INPUT, &joined(items), advice));
    }
    let owner = owner?;
    let Some(repository) = reader.environment().repository() else {
        let advice = "`auto` is the repository's name, which GITHUB_REPOSITORY does not tell here; \
                      write the packages out";
        return Err(reader.refuse(INPUT, "auto", advice));
    };
    if !repository.owner.is_same_account(owner) {
        let advice = format!(
            "`auto` is the name of {}'s repository `{}`, and `owner` is `{owner}`; write the \
             packages out",
            repository.owner, repository.name
        );
        return Err(reader.refuse(INPUT, "auto", advice));
    }
    Ok(Packages {
        exact: ExactNames::Repository(repository.name),
        globs: Patterns::default(),
        except: Patterns::default(),
    })
}

/// The items as one writes them on a line.
fn joined(items: &[Item]) -> String {
    let items: Vec<&str> = items.iter().map(Item::as_str).collect();
    items.join(", ")
}

/// One name or glob, without its `!`.
fn package_pattern(reader: &mut Reader<'_>, item: &str, bare: &str) -> Result<Pattern, Noted> {
    if bare.contains('%') {
        let advice = "write the name as GitHub shows it, a slash as `/`; it is encoded on its way";
        return Err(reader.refuse(INPUT, item, advice));
    }
    // An address would be shortened by such a part, to that of another package.
    if bare.split('/').any(|part| part == "." || part == "..") {
        let advice = "no package's name has a part that is `.` or `..`";
        return Err(reader.refuse(INPUT, item, advice));
    }
    Pattern::for_packages(bare).map_err(|error| reader.refuse(INPUT, item, error.to_string()))
}

//! Where: whose packages, and which.

use url::Url;

use crate::domain::{Home, Login, PackageType, Packages, RepositoryName, Visibility};
use crate::inputs::api_url::{self, api_url, default_api_url};
use crate::inputs::event;
use crate::inputs::problem::Noted;
use crate::inputs::reading::{Reader, Separator};
use crate::inputs::registry_url::{self, default_registry_url, registry_url};
use crate::inputs::request::{IfMissing, OwnerKind, Place};
use crate::inputs::table::Input;

/// Everything that says where to look.
pub(super) fn place(
    reader: &mut Reader<'_>,
    owner: Result<Login, Noted>,
    servers: Result<Servers, Noted>,
    package_types: Result<Vec<PackageType>, Noted>,
    packages: Result<Vec<Packages>, Noted>,
) -> Result<Place, Noted> {
    let owner_kind = owner_kind(reader, owner.as_ref());
    let repository = repository(reader);
    let visibility = reader.word(Input::Visibility, |word| match word {
        "any" => Some(None),
        word => Visibility::from_word(word).map(Some),
    });
    let if_missing = reader.word(Input::IfMissing, |word| match word {
        "fail" => Some(IfMissing::Fail),
        "ignore" => Some(IfMissing::Ignore),
        _ => None,
    });
    let Servers { api, registry } = servers?;
    Ok(Place {
        api,
        registry,
        owner: owner?,
        owner_kind: owner_kind?,
        package_types: package_types?,
        packages: packages?,
        repository: repository?,
        visibility: visibility?,
        if_missing: if_missing?,
    })
}

/// The registries to look in, each once, in the order in which they were written.
pub(super) fn package_types(reader: &mut Reader<'_>) -> Result<Vec<PackageType>, Noted> {
    let input = Input::PackageType;
    // `package-type` knows no `none`, so there always is a list.
    let items = reader.list(input, Separator::Comma)?.unwrap_or_default();
    let mut types = reader.each_item(input, &items, |reader, item| {
        reader.meaning_of(input, item, PackageType::from_word)
    })?;
    let mut seen = Vec::new();
    types.retain(|package_type| {
        let is_new = !seen.contains(package_type);
        seen.push(*package_type);
        is_new
    });
    Ok(types)
}

/// The owner: as written, else whoever owns the workflow's repository.
pub(super) fn owner(reader: &mut Reader<'_>) -> Result<Login, Noted> {
    let input = Input::Owner;
    let written = reader.written(input)?;
    let Some(login) = written.or_else(|| reader.environment().repository_owner()) else {
        return Err(reader.note_missing(input));
    };
    let advice = if login.contains('/') {
        "write the owner alone; packages are named in `packages`"
    } else if login.starts_with('@') {
        "write the login without the `@`"
    } else if login.chars().all(|one| one.is_ascii_alphanumeric() || one == '-' || one == '_') {
        return Ok(Login::new(login));
    } else {
        "a login holds only letters, digits, hyphens and underscores"
    };
    Err(reader.refuse(input, &login, advice))
}

/// What kind of account the owner is, or that GitHub has to be asked.
fn owner_kind(reader: &mut Reader<'_>, owner: Result<&Login, &Noted>) -> Result<OwnerKind, Noted> {
    let told = reader.word(Input::OwnerType, |word| match word {
        "auto" => Some(None),
        "organization" => Some(Some(OwnerKind::Organization)),
        "user" => Some(Some(OwnerKind::User)),
        "self" => Some(Some(OwnerKind::TokenOwner)),
        _ => None,
    })?;
    Ok(match (told, owner) {
        (Some(kind), _) => kind,
        (None, Ok(owner)) => event::owner_kind(reader.environment().event_file().as_deref(), owner),
        (None, Err(_)) => OwnerKind::Ask,
    })
}

/// The repository that packages must be linked to.
fn repository(reader: &mut Reader<'_>) -> Result<Option<RepositoryName>, Noted> {
    let input = Input::Repository;
    let text = reader.value(input)?;
    if text == "none" {
        return Ok(None);
    }
    let advice = "write the owner's login, a slash and the repository's name, such as \
                  `octo-org/app`";
    RepositoryName::parse(&text).map(Some).ok_or_else(|| reader.refuse(input, &text, advice))
}

/// The servers that a run asks.
pub(super) struct Servers {
    /// The root of the REST API.
    pub(super) api: Url,
    /// The root of the container registry.
    pub(super) registry: Url,
}

/// The servers that a run asks.
pub(super) fn servers(reader: &mut Reader<'_>) -> Result<Servers, Noted> {
    let api = api(reader);
    let registry = registry(reader, api.as_ref().map_err(|noted| *noted));
    Ok(Servers { api: api?, registry: registry? })
}

/// Where the images of this owner are at home.
pub(super) fn home(
    owner: Result<&Login, Noted>,
    servers: Result<&Servers, &Noted>,
) -> Result<Home, Noted> {
    let (owner, servers) = (owner?, servers.map_err(|noted| *noted)?);
    let host = servers.registry.host_str().unwrap_or_default();
    let host = match servers.registry.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    Ok(Home::new(&host, owner))
}

/// The root of the REST API.
fn api(reader: &mut Reader<'_>) -> Result<Url, Noted> {
    let input = Input::ApiUrl;
    let written = reader.value(input)?;
    let environment = reader.environment();
    let text = match written.as_str() {
        "auto" => default_api_url(environment.api_url(), environment.server_url().as_deref()),
        _ => written,
    };
    api_url(&text).map_err(|why| reader.refuse(input, &text, why.advice(api_url::EXAMPLE)))
}

/// The root of the container registry.
fn registry(reader: &mut Reader<'_>, api: Result<&Url, Noted>) -> Result<Url, Noted> {
    let input = Input::RegistryUrl;
    let written = reader.value(input)?;
    let text = match written.as_str() {
        "auto" => {
            let server = reader.environment().server_url();
            // An API that the user names need not be of the server that the runner belongs to.
            let server = server.filter(|_| !reader.is_given(Input::ApiUrl));
            default_registry_url(api?, server.as_deref())
        }
        _ => written,
    };
    registry_url(&text)
        .map_err(|why| reader.refuse(input, &text, why.advice(registry_url::EXAMPLE)))
}

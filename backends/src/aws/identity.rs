//! Whose credentials sign the requests.

use std::error::Error;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature as Feature;
use aws_credential_types::provider::ProvideCredentials;
use aws_credential_types::provider::error::CredentialsError;

use super::connect::ConnectError;

/// Where credentials came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    /// The key `test` with the secret `test`, for emulators.
    Test,
    /// Environment variables.
    Environment,
    /// A profile in AWS's own files.
    Profile,
    /// A login over IAM Identity Center, or with `aws login`.
    Login,
    /// A program that prints credentials.
    Process,
    /// A web identity token.
    WebIdentity,
    /// A container's or another local credential service.
    Service,
    /// The machine's own role.
    Instance,
    /// Somewhere that the SDK does not tell.
    Unknown,
}

impl CredentialSource {
    /// A word for it, in kebab case: a key for a catalogue.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Environment => "environment",
            Self::Profile => "profile",
            Self::Login => "login",
            Self::Process => "process",
            Self::WebIdentity => "web-identity",
            Self::Service => "service",
            Self::Instance => "instance",
            Self::Unknown => "unknown",
        }
    }
}

/// What AWS has credentials for is told by what the SDK notes on them: the way in comes first, the profile last.
fn source(credentials: &Credentials) -> CredentialSource {
    let notes = credentials.get_property::<Vec<Feature>>();
    let sources = notes.into_iter().flatten().filter_map(|note| {
        Some(match note {
            Feature::CredentialsEnvVars => CredentialSource::Environment,
            Feature::CredentialsSso
            | Feature::CredentialsProfileSso
            | Feature::CredentialsLogin
            | Feature::CredentialsProfileLogin => CredentialSource::Login,
            Feature::CredentialsProcess | Feature::CredentialsProfileProcess => {
                CredentialSource::Process
            }
            Feature::CredentialsEnvVarsStsWebIdToken
            | Feature::CredentialsProfileStsWebIdToken
            | Feature::CredentialsStsAssumeRoleWebId => CredentialSource::WebIdentity,
            Feature::CredentialsHttp => CredentialSource::Service,
            Feature::CredentialsImds => CredentialSource::Instance,
            Feature::CredentialsProfile
            | Feature::CredentialsProfileSourceProfile
            | Feature::CredentialsProfileNamedProvider => CredentialSource::Profile,
            _ => return None,
        })
    });
    let by_way = |s: &CredentialSource| *s != CredentialSource::Profile;
    let sources: Vec<_> = sources.collect();
    let special = sources.iter().copied().find(by_way);
    special
        .or(sources.first().copied())
        .unwrap_or(CredentialSource::Unknown)
}

/// Resolves credentials once, so that their absence is told before anything else happens.
///
/// # Errors
/// [`ConnectError::NoCredentials`], [`ConnectError::ExpiredCredentials`] or [`ConnectError::BadCredentials`].
pub(super) async fn resolve(
    provider: &impl ProvideCredentials,
) -> Result<CredentialSource, ConnectError> {
    let credentials = provider.provide_credentials().await.map_err(explain)?;
    let past = |end: SystemTime| end <= SystemTime::now();
    if credentials.expiry().is_some_and(past) {
        let said = "the credentials are past their end".to_owned();
        return Err(ConnectError::ExpiredCredentials { said });
    }
    Ok(source(&credentials))
}

fn explain(error: CredentialsError) -> ConnectError {
    let mut said = Vec::new();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(e) = cause {
        said.push(e.to_string());
        cause = e.source();
    }
    let said = said.join(": ");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    match error {
        CredentialsError::CredentialsNotLoaded(_) => ConnectError::NoCredentials { said },
        _ if said.to_lowercase().contains("expired") => ConnectError::ExpiredCredentials { said },
        _ => ConnectError::BadCredentials { said },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn with(notes: Vec<Feature>) -> Credentials {
        let mut credentials = Credentials::new("a", "b", None, None, "here");
        credentials.set_property(notes);
        credentials
    }

    #[test]
    fn the_way_in_counts_more_than_the_profile_that_names_it() {
        let sso = with(vec![Feature::CredentialsSso, Feature::CredentialsProfile]);
        assert_eq!(source(&sso), CredentialSource::Login);
        let profile = with(vec![Feature::CredentialsProfile]);
        assert_eq!(source(&profile), CredentialSource::Profile);
        assert_eq!(source(&with(vec![])), CredentialSource::Unknown);
    }

    #[tokio::test]
    async fn expired_credentials_are_told_before_they_are_used() {
        let end = SystemTime::now() - Duration::from_secs(1);
        let old = Credentials::new("a", "b", None, Some(end), "here");
        let answer = resolve(&old).await;
        assert!(
            matches!(answer, Err(ConnectError::ExpiredCredentials { .. })),
            "{answer:?}"
        );
    }

    #[test]
    fn absent_old_and_broken_credentials_are_told_apart() {
        let absent = explain(CredentialsError::not_loaded("nothing is set"));
        assert!(
            matches!(absent, ConnectError::NoCredentials { .. }),
            "{absent:?}"
        );
        let old = explain(CredentialsError::provider_error(
            "the SSO token has expired",
        ));
        assert!(
            matches!(old, ConnectError::ExpiredCredentials { .. }),
            "{old:?}"
        );
        let broken = explain(CredentialsError::invalid_configuration("no such profile"));
        assert_eq!(
            broken.to_string(),
            "use the credentials that are configured: the credentials provider was not properly configured: no such profile"
        );
    }
}

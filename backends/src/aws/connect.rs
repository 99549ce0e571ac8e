//! Which cloud is meant, and how it is reached.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_types::service_config::ServiceConfigKey;

use paperboat_core::error::{CloudError, ErrorKind};

use super::endpoint::{host, is_loopback};
use super::identity::{self, CredentialSource};
use crate::zone::is_aws;

/// Where LocalStack and its like listen when nothing else is said.
const LOCALSTACK: &str = "http://localhost:4566";

/// The region of emulators when nothing else is said.
const LOCALSTACK_REGION: &str = "us-east-1";

/// The longest that a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// The longest that one request may take. `CreateService` of an emulator with a container engine pulls an image.
const ANSWER: Duration = Duration::from_secs(90);

/// The services' names, as the SDK knows them. In `AWS_ENDPOINT_URL_...` they are in capitals with underscores.
const SERVICES: [&str; 11] = [
    "EC2",
    "ECS",
    "Elastic Load Balancing v2",
    "IAM",
    "ECR",
    "CloudWatch Logs",
    "SSM",
    "STS",
    "EFS",
    "ServiceDiscovery",
    "Secrets Manager",
];

/// Which cloud is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The region; without it the environment or the profile says it.
    pub region: Option<String>,
    /// The profile in AWS's own files; without it the environment says it. Not used for an emulator.
    pub profile: Option<String>,
    /// An endpoint instead of AWS's own.
    pub endpoint_url: Option<String>,
    /// An emulator: test credentials, `http://localhost:4566` when no endpoint is said, and neither AWS's files nor
    /// credentials of the environment are read.
    pub localstack: bool,
}

/// The cloud that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// The region.
    pub region: String,
    /// The endpoint instead of AWS's own, for every service that has none of its own.
    pub endpoint: Option<String>,
    /// Endpoints of single services, by the SDK's name of the service (`Elastic Load Balancing v2`).
    pub service_endpoints: BTreeMap<String, String>,
    /// Where the credentials came from.
    pub credentials: CredentialSource,
}

impl Connected {
    /// Tells whether every service is somewhere else than at AWS. When a single one is not, what happens may cost
    /// money.
    #[must_use]
    pub fn is_endpoint(&self) -> bool {
        let elsewhere = |url: &String| host(url).is_ok_and(|h| !is_aws(&h));
        SERVICES.iter().all(|service| {
            let own = self.service_endpoints.get(*service);
            own.or(self.endpoint.as_ref()).is_some_and(elsewhere)
        })
    }
}

/// Why no cloud could be reached. Every text fits after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// No credentials are set up.
    #[error("find credentials: {said}")]
    NoCredentials {
        /// The SDK's own words.
        said: String,
    },
    /// The credentials, or the login behind them, have expired.
    #[error("use credentials that have expired: {said}")]
    ExpiredCredentials {
        /// The SDK's own words.
        said: String,
    },
    /// The credentials that are set up cannot be used: no such profile, a program that fails.
    #[error("use the credentials that are configured: {said}")]
    BadCredentials {
        /// The SDK's own words.
        said: String,
    },
    /// No region is set up.
    #[error("find a region: neither an option, AWS_REGION nor the profile names one")]
    NoRegion,
    /// An endpoint is not a URL.
    #[error("use {url} as an endpoint: {why}")]
    BadEndpoint {
        /// What was given.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The environment names an emulator on another machine, which only an option may do.
    #[error("trust {host} as an emulator: it is another machine, and no option names it")]
    NotLoopback {
        /// The host.
        host: String,
    },
    /// An emulator was asked for, and the endpoint is AWS's own.
    #[error("take {host} for an emulator: it is AWS itself")]
    RealAws {
        /// The host.
        host: String,
    },
}

impl ConnectError {
    /// The refusal that a cloud gives for it.
    #[must_use]
    pub fn into_error(self, operation: &str) -> CloudError {
        let (kind, code) = match &self {
            Self::NoCredentials { .. } => (ErrorKind::Denied, "NoCredentials"),
            Self::ExpiredCredentials { .. } => (ErrorKind::Denied, "ExpiredToken"),
            Self::BadCredentials { .. } => (ErrorKind::Denied, "InvalidCredentials"),
            Self::NoRegion => (ErrorKind::InvalidInput, "NoRegion"),
            Self::BadEndpoint { .. } => (ErrorKind::InvalidInput, "BadEndpoint"),
            Self::NotLoopback { .. } => (ErrorKind::InvalidInput, "NotLoopback"),
            Self::RealAws { .. } => (ErrorKind::InvalidInput, "RealAws"),
        };
        let message = format!("failed to {self}");
        CloudError::refused(kind, operation, code, message)
    }
}

/// Finds the configuration of a place and resolves region and credentials. No service of AWS's is called, except
/// what the credentials themselves need (a login's token, a machine's role).
///
/// # Errors
/// Every [`ConnectError`].
pub(super) async fn connect(place: &Place) -> Result<(SdkConfig, Connected), ConnectError> {
    if place.localstack {
        let from = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        emulator(place, from)
    } else {
        configured(place).await
    }
}

/// The configuration of an emulator, from the place and a view of the environment.
pub(super) fn emulator(
    place: &Place,
    environment: impl Fn(&str) -> Option<String>,
) -> Result<(SdkConfig, Connected), ConnectError> {
    let said = environment("AWS_ENDPOINT_URL");
    let url = place.endpoint_url.clone().or(said);
    let url = url.unwrap_or_else(|| LOCALSTACK.to_owned());
    let host = checked(&url)?;
    if is_aws(&host) {
        return Err(ConnectError::RealAws { host });
    }
    if place.endpoint_url.is_none() && !is_loopback(&host) {
        return Err(ConnectError::NotLoopback { host });
    }
    let region = place.region.clone();
    let region = region
        .or_else(|| environment("AWS_REGION"))
        .or_else(|| environment("AWS_DEFAULT_REGION"))
        .unwrap_or_else(|| LOCALSTACK_REGION.to_owned());
    let test = Credentials::new("test", "test", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(region.clone()))
        .endpoint_url(url.clone())
        .credentials_provider(SharedCredentialsProvider::new(test))
        .http_client(http_client())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts())
        .build();
    let connected = Connected {
        region,
        endpoint: Some(url),
        service_endpoints: BTreeMap::new(),
        credentials: CredentialSource::Test,
    };
    Ok((config, connected))
}

/// The configuration as the SDK finds it: options, environment, AWS's files.
async fn configured(place: &Place) -> Result<(SdkConfig, Connected), ConnectError> {
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .http_client(http_client())
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts());
    if let Some(region) = &place.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(profile) = &place.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(url) = &place.endpoint_url {
        checked(url)?;
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    let endpoint = config.endpoint_url().map(str::to_owned);
    let service_endpoints = match place.endpoint_url {
        Some(_) => BTreeMap::new(),
        None => service_endpoints(&config),
    };
    for url in endpoint.iter().chain(service_endpoints.values()) {
        checked(url)?;
    }
    let region = config.region().ok_or(ConnectError::NoRegion)?.to_string();
    let provider = config.credentials_provider();
    let provider = provider.ok_or_else(|| ConnectError::NoCredentials {
        said: "the SDK knows no way to any".to_owned(),
    })?;
    let resolved = identity::resolve(&provider).await;
    let credentials = resolved.map_err(|error| match (error, &place.profile) {
        (ConnectError::NoCredentials { said }, Some(profile)) => ConnectError::BadCredentials {
            said: format!("the profile {profile} gives none: {said}"),
        },
        (error, _) => error,
    })?;
    let connected = Connected {
        region,
        endpoint,
        service_endpoints,
        credentials,
    };
    Ok((config, connected))
}

/// The endpoints that the environment or the profile sets for single services, as the SDK's clients find them.
fn service_endpoints(config: &SdkConfig) -> BTreeMap<String, String> {
    let Some(configured) = config.service_config() else {
        return BTreeMap::new();
    };
    let find = |service: &&str| {
        let key = ServiceConfigKey::builder()
            .service_id(service)
            .env("AWS_ENDPOINT_URL")
            .profile("endpoint_url")
            .build();
        let url = configured.load_config(key.ok()?)?;
        let own = config.endpoint_url() != Some(url.as_str());
        own.then(|| ((*service).to_owned(), url))
    };
    SERVICES.iter().filter_map(find).collect()
}

fn checked(url: &str) -> Result<String, ConnectError> {
    host(url).map_err(|why| ConnectError::BadEndpoint {
        url: url.to_owned(),
        why,
    })
}

fn http_client() -> aws_smithy_runtime_api::client::http::SharedHttpClient {
    aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .read_timeout(ANSWER)
        .operation_timeout(ANSWER)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emulated(place: &Place, environment: &[(&str, &str)]) -> Result<Connected, ConnectError> {
        let from = |name: &str| {
            let found = environment.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        };
        let (config, connected) = emulator(place, from)?;
        assert_eq!(config.endpoint_url(), connected.endpoint.as_deref());
        assert_eq!(
            config.region().map(ToString::to_string),
            Some(connected.region.clone())
        );
        assert!(connected.is_endpoint());
        Ok(connected)
    }

    #[test]
    fn an_emulator_is_on_this_machine_unless_an_option_names_another() {
        let place = Place::default();
        let found = emulated(&place, &[]).unwrap();
        assert_eq!(found.endpoint.as_deref(), Some("http://localhost:4566"));
        assert_eq!(found.region, "us-east-1");
        assert_eq!(found.credentials, CredentialSource::Test);

        let from_environment = [
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:5000"),
            ("AWS_REGION", "eu-west-1"),
        ];
        let found = emulated(&place, &from_environment).unwrap();
        assert_eq!(found.endpoint.as_deref(), Some("http://127.0.0.1:5000"));
        assert_eq!(found.region, "eu-west-1");

        let elsewhere = [("AWS_ENDPOINT_URL", "http://emulator.example:4566")];
        let refused = emulated(&place, &elsewhere).unwrap_err();
        let host = "emulator.example".to_owned();
        assert_eq!(refused, ConnectError::NotLoopback { host });

        let named = Place {
            endpoint_url: Some("http://emulator.example:4566".to_owned()),
            ..Default::default()
        };
        assert!(emulated(&named, &[]).is_ok());
    }

    #[test]
    fn aws_is_never_taken_for_an_emulator() {
        let url = "https://ec2.eu-west-1.amazonaws.com".to_owned();
        let place = Place {
            endpoint_url: Some(url),
            ..Default::default()
        };
        let refused = emulated(&place, &[]).unwrap_err();
        let host = "ec2.eu-west-1.amazonaws.com".to_owned();
        assert_eq!(refused, ConnectError::RealAws { host });
    }

    #[test]
    fn what_is_no_url_is_refused() {
        let place = Place {
            endpoint_url: Some("localhost:4566".to_owned()),
            ..Default::default()
        };
        assert_eq!(
            emulated(&place, &[]).unwrap_err().to_string(),
            "use localhost:4566 as an endpoint: it begins with neither http:// nor https://"
        );
    }

    #[test]
    fn one_service_at_aws_makes_it_aws() {
        let here = "http://localhost:4566".to_owned();
        let mut connected = Connected {
            region: "us-east-1".to_owned(),
            endpoint: Some(here.clone()),
            service_endpoints: BTreeMap::new(),
            credentials: CredentialSource::Environment,
        };
        assert!(connected.is_endpoint());
        let there = "https://iam.amazonaws.com".to_owned();
        connected.service_endpoints.insert("IAM".to_owned(), there);
        assert!(!connected.is_endpoint());
        connected.service_endpoints = BTreeMap::from([("EC2".to_owned(), here)]);
        connected.endpoint = None;
        assert!(!connected.is_endpoint(), "ten services are at AWS");
    }
}

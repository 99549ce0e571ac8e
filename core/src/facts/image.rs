//! What well-known images do when they run, and guesses for those that nobody knows.

use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded::parse;
use crate::fact::{Confidence, Row};
use crate::workload::Profile;

pub(super) const JSON: &str = include_str!("images.json");

static IMAGES: LazyLock<Images> = LazyLock::new(|| parse(JSON));

/// The origin of numbers that are guessed.
const GUESS: &str = "guess";

/// The guess that nothing led to.
const UNKNOWN: &str = "guess.unknown";

/// The guess for what somebody waits to complete.
const JOB: &str = "guess.job";

#[derive(Debug, Deserialize)]
struct Images {
    known: Vec<Known>,
    /// In order of preference; the last asks for nothing.
    guesses: Vec<Guess>,
}

/// A repository, or several that hold the same program.
#[derive(Debug, Deserialize)]
struct Known {
    key: String,
    names: Vec<String>,
    /// Only tags with one of these parts; all when empty.
    #[serde(default)]
    tag: Vec<String>,
    profile: Profile,
    source: String,
    confidence: Confidence,
}

/// What an unknown image probably is, by what its name or its environment contains.
#[derive(Debug, Deserialize)]
struct Guess {
    key: String,
    words: Vec<String>,
    /// Beginnings of names of environment variables.
    environment: Vec<String>,
    /// Parts of values of environment variables.
    values: Vec<String>,
    profile: Profile,
    source: String,
    confidence: Confidence,
}

/// What the table says of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    /// The row, such as `image.mysql` or `guess.java`.
    pub key: String,
    /// What it does. The origin of each number is the row, or `guess`.
    pub profile: Profile,
    /// Whether this is a guess: the image is not in the table under its own name.
    pub guessed: bool,
}

impl Image {
    /// Looks an image up by its reference, with or without registry, tag and digest.
    ///
    /// Somebody's own `ACME/mysql` is guessed to be like `mysql`; a wholly unknown one by what its name and its
    /// environment contain (`SPRING_...` is a Java program). Any text is an acceptable reference.
    #[must_use]
    pub fn lookup<'a>(
        reference: &str,
        environment: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let (path, tag) = split(reference);
        let exact = |name: &str| name == path;
        let alike = |name: &str| {
            path.strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('/'))
        };
        if let Some(known) = known(exact, tag) {
            Self::new(&known.key, &known.profile, false)
        } else if let Some(known) = known(alike, tag) {
            Self::new(&known.key, &known.profile, true)
        } else {
            let guess = guess(path, environment);
            Self::new(&guess.key, &guess.profile, true)
        }
    }

    /// Guesses again, where name and environment told nothing, by the ports that the program listens on: what listens
    /// where only a database, a cache or a queue does is probably one. It is asked for none of that one's variables.
    #[must_use]
    pub fn or_by_ports(self, ports: &[u16]) -> Self {
        let keeps = |known: &&Known| {
            let profile = &known.profile;
            !profile.http && profile.kind.needed_at_start() && known.tag.is_empty()
        };
        let mut keepers = IMAGES.known.iter().filter(keeps);
        match keepers.find(|known| self.key == UNKNOWN && known.profile.listens == ports) {
            Some(known) => Self::new(&known.key, &known.profile, true),
            None => self,
        }
    }

    /// Seconds after which a job of which nothing is known but that it ends has ended, once it is ready.
    #[must_use]
    pub fn job_ends_after_s() -> f64 {
        let job = IMAGES.guesses.iter().find(|guess| guess.key == JOB);
        job.and_then(|guess| guess.profile.ends_after_s)
            .unwrap_or_default()
    }

    fn new(key: &str, profile: &Profile, guessed: bool) -> Self {
        let key = if key.starts_with(GUESS) {
            key.to_owned()
        } else {
            format!("image.{key}")
        };
        let origin = if guessed { GUESS } else { &key };
        let mut profile = profile.clone();
        if guessed {
            // Somebody's own image may bring what the one that it is like asks for.
            profile.required_env.clear();
        }
        profile.origins = NUMBERS
            .map(|number| (number.to_owned(), origin.to_owned()))
            .into();
        Self {
            key,
            profile,
            guessed,
        }
    }
}

/// The members of a profile that have an origin.
const NUMBERS: [&str; 9] = [
    "kind",
    "pullBytes",
    "diskBytes",
    "bootS",
    "cpuBootShare",
    "memoryMib",
    "listens",
    "requestsPerSecond",
    "architectures",
];

/// Splits a reference into the repository without registry and `library/`, and the tag.
fn split(reference: &str) -> (&str, &str) {
    let named = reference
        .split_once('@')
        .map_or(reference, |(named, _)| named);
    let (repository, tag) = match named.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (named, ""),
    };
    let path = match repository.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => path,
        _ => repository,
    };
    let official = path
        .strip_prefix("docker/library/")
        .or_else(|| path.strip_prefix("library/"));
    (official.unwrap_or(path), tag)
}

/// Finds the row whose name fits; one that names the tag goes before one that takes all.
fn known(fits: impl Fn(&str) -> bool, tag: &str) -> Option<&'static Known> {
    let mut named = IMAGES
        .known
        .iter()
        .filter(|known| known.names.iter().any(|name| fits(name)));
    let tagged = |known: &&Known| known.tag.iter().any(|part| has_part(tag, part));
    named
        .clone()
        .find(tagged)
        .or_else(|| named.find(|known| known.tag.is_empty()))
}

/// Tells whether a tag has a part: `17-alpine3.20` has `alpine` and `17`, but neither `1` nor `alp`.
fn has_part(tag: &str, part: &str) -> bool {
    tag.split('-').any(|each| match each.strip_prefix(part) {
        Some(rest) if part.ends_with(|last: char| last.is_ascii_digit()) => {
            rest.is_empty() || rest.starts_with('.')
        }
        Some(rest) => !rest.starts_with(|next: char| next.is_ascii_alphabetic()),
        None => false,
    })
}

/// Guesses by the environment, which is the surer sign, then by the words of the name.
fn guess<'a>(
    path: &str,
    environment: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> &'static Guess {
    let variables: Vec<(&str, &str)> = environment.into_iter().collect();
    let by_environment = |guess: &&Guess| {
        variables.iter().any(|(name, value)| {
            guess
                .environment
                .iter()
                .any(|start| name.starts_with(start.as_str()))
                || guess
                    .values
                    .iter()
                    .any(|part| value.contains(part.as_str()))
        })
    };
    let lower = path.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    // A short word such as `gin` is part of too many others.
    let by_name = |guess: &&Guess| {
        let said = |word: &String| {
            words
                .iter()
                .any(|said| said == word || word.len() >= 5 && said.contains(word.as_str()))
        };
        guess.words.iter().any(said)
    };
    let guesses = &IMAGES.guesses;
    let found = guesses
        .iter()
        .find(by_environment)
        .or_else(|| guesses.iter().find(by_name));
    found
        .or(guesses.last())
        .expect("the last guess fits everything")
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    let row = |key: String, profile: &Profile, source: &str, confidence| Row {
        key,
        value: format!(
            "pull {} MB, disk {} MB, boot {} s ({} % CPU), {} MiB, {} requests/s",
            profile.pull_bytes / 1_000_000,
            profile.disk_bytes / 1_000_000,
            profile.boot_s,
            profile.cpu_boot_share * 100.0,
            profile.memory_mib,
            profile.requests_per_second,
        ),
        unit: "image".to_owned(),
        source: source.to_owned(),
        confidence,
        note: String::new(),
    };
    let known = IMAGES.known.iter().map(move |known| {
        row(
            format!("image.{}", known.key),
            &known.profile,
            &known.source,
            known.confidence,
        )
    });
    let guesses = IMAGES.guesses.iter().map(move |guess| {
        row(
            guess.key.clone(),
            &guess.profile,
            &guess.source,
            guess.confidence,
        )
    });
    known.chain(guesses)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{IMAGES, Image, split};

    #[test]
    fn images_are_found_by_any_form_of_their_reference() {
        for (reference, key) in [
            ("mysql", "image.mysql"),
            ("mysql:8.0.41-debian", "image.mysql"),
            ("mysql:5.7.44", "image.mysql:5.7"),
            ("mysql:57", "image.mysql"),
            (
                "docker.io/library/postgres:17-alpine3.20",
                "image.postgres:alpine",
            ),
            ("postgres:17@sha256:0123", "image.postgres"),
            ("public.ecr.aws/docker/library/redis:7", "image.redis"),
            ("localhost:5000/nginx:1.27-alpine", "image.nginx:alpine"),
            ("wordpress:6-fpm-alpine", "image.wordpress:fpm"),
            ("wordpress", "image.wordpress"),
            ("rabbitmq:4-management-alpine", "image.rabbitmq:management"),
            ("confluentinc/cp-kafka:7.6.0", "image.cp-kafka"),
            ("mcr.microsoft.com/mssql/server:2022-latest", "image.mssql"),
            (
                "docker.elastic.co/elasticsearch/elasticsearch:8.15.0",
                "image.elasticsearch",
            ),
            ("quay.io/keycloak/keycloak:26.0", "image.keycloak"),
        ] {
            let image = Image::lookup(reference, []);
            assert_eq!(
                (image.key.as_str(), image.guessed),
                (key, false),
                "{reference}"
            );
            assert_eq!(image.profile.origins["bootS"], key);
        }
    }

    #[test]
    fn what_is_not_known_is_guessed_and_says_so() {
        for (reference, variables, key) in [
            ("acme/mysql:8", &[][..], "image.mysql"),
            ("ghcr.io/acme/shop/redis", &[], "image.redis"),
            (
                "springcommunity/spring-petclinic-api-gateway",
                &[],
                "guess.java",
            ),
            (
                "acme/courses:1.0",
                &[("SPRING_PROFILES_ACTIVE", "prod")],
                "guess.java",
            ),
            (
                "acme/courses:1.0",
                &[("DB_URL", "jdbc:mysql://db/courses")],
                "guess.java",
            ),
            (
                "acme/spring-cleaning",
                &[("NODE_ENV", "production")],
                "guess.node",
            ),
            ("acme/shop-node", &[], "guess.node"),
            ("acme/nodepad", &[], "guess.unknown"),
            ("acme/engine", &[], "guess.unknown"),
            ("acme/server", &[], "guess.unknown"),
        ] {
            let image = Image::lookup(reference, variables.iter().copied());
            assert_eq!(
                (image.key.as_str(), image.guessed),
                (key, true),
                "{reference}"
            );
            assert_eq!(image.profile.origins["bootS"], "guess");
        }
    }

    #[test]
    fn a_port_tells_what_an_unknown_image_is() {
        let guess = |reference, ports: &[u16]| Image::lookup(reference, []).or_by_ports(ports);
        let database = guess("acme/db", &[5432]);
        assert_eq!(
            (database.key.as_str(), database.guessed),
            ("image.postgres", true)
        );
        assert!(database.profile.required_env.is_empty());
        assert_eq!(guess("acme/store", &[6379]).key, "image.redis");
        assert_eq!(guess("acme/web", &[80]).key, "guess.unknown");
        assert_eq!(guess("acme/web", &[80, 5432]).key, "guess.unknown");
        assert_eq!(guess("acme/shop-node", &[5432]).key, "guess.node");
        assert_eq!(guess("mysql", &[5432]).key, "image.mysql");
    }

    #[test]
    fn databases_ask_for_a_password() {
        let asks = |reference| Image::lookup(reference, []).profile.required_env.concat();
        assert!(asks("mysql:8").contains(&"MYSQL_RANDOM_ROOT_PASSWORD".to_owned()));
        assert!(asks("mariadb").contains(&"MYSQL_ROOT_PASSWORD_FILE".to_owned()));
        assert!(asks("postgres:17").contains(&"POSTGRES_HOST_AUTH_METHOD".to_owned()));
        assert!(asks("nginx").is_empty());
    }

    #[test]
    fn every_profile_can_run() {
        let known = IMAGES
            .known
            .iter()
            .map(|known| (&known.key, &known.profile));
        let guesses = IMAGES
            .guesses
            .iter()
            .map(|guess| (&guess.key, &guess.profile));
        for (key, profile) in known.chain(guesses) {
            assert!(
                profile.pull_bytes > 0 && profile.disk_bytes >= profile.pull_bytes,
                "{key}"
            );
            assert!(
                profile.boot_s > 0.0 && (0.0..=1.0).contains(&profile.cpu_boot_share),
                "{key}"
            );
            assert!(
                profile.memory_mib > 0 && !profile.architectures.is_empty(),
                "{key}"
            );
            assert!(!profile.http || profile.requests_per_second > 0.0, "{key}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_reference(reference: String, name: String, value: String) {
            let image = Image::lookup(&reference, [(name.as_str(), value.as_str())]);
            prop_assert!(image.profile.pull_bytes > 0);
            prop_assert!(split(&reference).0.len() <= reference.len());
        }
    }
}

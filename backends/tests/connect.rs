//! What the environment and AWS's own files make of a place. Each case runs in a process of its own, because the
//! environment belongs to the whole process.
#![cfg(feature = "aws")]

use std::path::Path;
use std::process::Command;

use paperboat_backends::aws::{AwsCloud, Place};

/// Connects as the environment says and tells what came of it; run by the other tests, in a process of its own.
#[tokio::test]
#[ignore = "a part of the other tests"]
async fn told() {
    let place = Place {
        profile: std::env::var("PLACE_PROFILE").ok(),
        endpoint_url: std::env::var("PLACE_ENDPOINT").ok(),
        ..Default::default()
    };
    let line = match AwsCloud::connect(&place).await {
        Err(error) => format!("failed to {error}"),
        Ok(cloud) => {
            let place = cloud.place();
            format!(
                "{} as {} at {:?} {:?} emulator {}",
                place.region,
                place.credentials.word(),
                place.endpoint,
                place.service_endpoints,
                place.is_endpoint()
            )
        }
    };
    println!("TOLD {line}");
}

fn connected(home: &Path, environment: &[(&str, &str)]) -> String {
    let this = std::env::current_exe().unwrap();
    let out = Command::new(this)
        .args(["told", "--exact", "--ignored", "--nocapture"])
        .env_clear()
        .env("HOME", home)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&out.stdout).into_owned();
    let told = out.lines().find_map(|l| l.split_once("TOLD "));
    told.unwrap_or_else(|| panic!("nothing was told: {out}"))
        .1
        .to_owned()
}

const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "example"),
];

#[test]
fn what_is_missing_is_named() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let told = connected(home, &KEYS);
    assert_eq!(
        told,
        "failed to find a region: neither an option, AWS_REGION nor the profile names one"
    );
    let told = connected(home, &[("AWS_REGION", "eu-west-1")]);
    assert!(told.starts_with("failed to find credentials: "), "{told}");
    let nobody = [("AWS_REGION", "eu-west-1"), ("PLACE_PROFILE", "nobody")];
    let told = connected(home, &nobody);
    let wanted = "failed to use the credentials that are configured: the profile nobody gives none";
    assert!(told.starts_with(wanted), "{told}");
}

#[test]
fn the_environment_is_followed_as_the_sdk_does() {
    let home = tempfile::tempdir().unwrap();
    let region = ("AWS_REGION", "eu-west-1");
    let with = |more: &[(&str, &str)]| {
        let all: Vec<_> = KEYS.iter().chain([&region]).chain(more).copied().collect();
        connected(home.path(), &all)
    };
    assert_eq!(
        with(&[]),
        "eu-west-1 as environment at None {} emulator false"
    );
    let here = ("AWS_ENDPOINT_URL", "http://localhost:4566");
    assert_eq!(
        with(&[here]),
        r#"eu-west-1 as environment at Some("http://localhost:4566") {} emulator true"#
    );
    let ec2 = ("AWS_ENDPOINT_URL_EC2", "http://localhost:5000");
    assert_eq!(
        with(&[ec2]),
        r#"eu-west-1 as environment at None {"EC2": "http://localhost:5000"} emulator false"#
    );
    let elb = (
        "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2",
        "https://elasticloadbalancing.eu-west-1.amazonaws.com",
    );
    let told = with(&[here, elb]);
    assert!(told.contains("Elastic Load Balancing v2"), "{told}");
    assert!(told.ends_with("emulator false"), "{told}");
    let option = ("PLACE_ENDPOINT", "http://127.0.0.1:9");
    assert_eq!(
        with(&[here, ec2, option]),
        r#"eu-west-1 as environment at Some("http://127.0.0.1:9") {} emulator true"#
    );
    let wrong = ("AWS_ENDPOINT_URL", "localhost:4566");
    assert!(with(&[wrong]).starts_with("failed to use localhost:4566 as an endpoint"));
}

#[test]
fn a_profile_gives_region_and_keys() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".aws");
    std::fs::create_dir(&folder).unwrap();
    let text = "[profile course]\nregion = sa-east-1\naws_access_key_id = AKIDEXAMPLE\n\
                aws_secret_access_key = example\n";
    std::fs::write(folder.join("config"), text).unwrap();
    assert_eq!(
        connected(home.path(), &[("PLACE_PROFILE", "course")]),
        "sa-east-1 as profile at None {} emulator false"
    );
}

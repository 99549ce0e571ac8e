//! The instance metadata service: what an instance can ask about itself at 169.254.169.254.
//!
//! Version 2 asks for a session token first, whose answer goes no further than the hop limit of the instance's options.
//! Sources: EC2 user guide, "How Instance Metadata Service Version 2 works" (tokens, hops, refusals) and "Instance metadata
//! categories" (paths); AWS re:Post, "ec2-linux-metadata-retrieval" (statuses). Tokens and credentials follow from the seed and
//! open nothing.

use std::time::Duration;

use paperboat_core::calendar::civil;
use paperboat_core::time::Timestamp;

use super::instance::{Instance, view};
use crate::host;
use crate::iam;
use crate::id::MachineKey;
use crate::id::{ACCOUNT, REGION};
use crate::key::{base64, bytes_of};
use crate::model::Limit;
use crate::world::World;

/// A request as it reaches the service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// `GET`, `PUT` and so on.
    pub(crate) method: &'a str,
    /// With the `/` before it.
    pub(crate) path: &'a str,
    /// Names and values as they were sent.
    pub(crate) headers: &'a [(String, String)],
    /// How many networks an answer has to pass: 1 on the machine itself, 2 in a container on a Docker network.
    pub(crate) hops: u32,
}

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A page.
    Page {
        /// Its HTTP status.
        status: u16,
        /// Its text.
        body: String,
    },
    /// The answer is lost on its way: it would have had to pass more networks than it may.
    Lost,
    /// AWS has this path and the model does not.
    NotModelled,
}

/// What stands at a path.
enum Found {
    Text(String),
    /// The names below it.
    Names(Vec<String>),
    Absent,
    NotModelled,
}

use Found::{Absent, NotModelled, Text};

/// The header that asks for a token of so many seconds.
const TTL: &str = "x-aws-ec2-metadata-token-ttl-seconds";
/// The header that shows a token.
const TOKEN: &str = "x-aws-ec2-metadata-token";

/// Answers what a program on a machine asks the service; none when the machine is no instance, where nothing is at the address.
pub(crate) fn metadata(w: &World, machine: MachineKey, asked: Asked<'_>) -> Option<Answer> {
    let key = *w.ec2.of_machine.get(&machine)?;
    let instance = &w.ec2.instances[key];
    let header = |name: &str| {
        let mut sent = asked.headers.iter();
        let found = sent.find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    };
    if instance.metadata_options.http_endpoint == "disabled" {
        return Some(refused(403));
    }
    let path = asked.path.split('?').next().unwrap_or_default();
    if asked.method == "PUT" {
        if path != "/latest/api/token" {
            return Some(refused(405));
        }
        // What went through a proxy comes from elsewhere.
        if header("x-forwarded-for").is_some() {
            return Some(refused(403));
        }
        let longest = w.model.limit(Limit::ImdsTokenS);
        let seconds = header(TTL).and_then(|s| s.trim().parse::<u64>().ok());
        let Some(seconds) = seconds.filter(|s| (1..=longest).contains(s)) else {
            return Some(refused(400));
        };
        let hops = instance.metadata_options.http_put_response_hop_limit;
        if hops.is_some_and(|most| most < asked.hops) {
            return Some(Answer::Lost);
        }
        let until = w.now + Duration::from_secs(seconds);
        return Some(page(token(w, instance, until)));
    }
    if !matches!(asked.method, "GET" | "HEAD") {
        return Some(refused(405));
    }
    let admitted = match header(TOKEN) {
        Some(shown) => valid(w, instance, shown.trim()),
        None => instance.metadata_options.http_tokens != "required",
    };
    if !admitted {
        return Some(refused(401));
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    Some(match find(w, instance, &parts) {
        Text(text) => page(text),
        Found::Names(names) => page(names.join("\n")),
        Absent => refused(404),
        NotModelled => Answer::NotModelled,
    })
}

fn page(body: String) -> Answer {
    Answer::Page { status: 200, body }
}

/// A refusal with the page that the service sends beside it.
fn refused(status: u16) -> Answer {
    let words = match status {
        400 => "400 - Bad Request",
        401 => "401 - Unauthorized",
        403 => "403 - Forbidden",
        404 => "404 - Not Found",
        _ => "405 - Method Not Allowed",
    };
    let head = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"\n\t\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">";
    let body = format!(
        "{head}\n <head>\n  <title>{words}</title>\n </head>\n <body>\n  <h1>{words}</h1>\n </body>\n</html>\n"
    );
    Answer::Page { status, body }
}

/// A token: until when it is good, and bits that only this instance's tokens of that time have.
fn token(w: &World, instance: &Instance, until: Timestamp) -> String {
    let mut bytes = vec![1, 0, 4, 0];
    bytes.extend(until.0.to_be_bytes());
    for n in 0..4_u64 {
        let bits = w.random.bits("imds-token", &instance.id, until.0 ^ n);
        bytes.extend(bits.to_be_bytes());
    }
    bytes.truncate(40);
    base64(&bytes)
}

fn valid(w: &World, instance: &Instance, shown: &str) -> bool {
    let bytes = bytes_of(shown).unwrap_or_default();
    let until = bytes.get(4..12).and_then(|b| b.try_into().ok());
    let until = until.map(|b| Timestamp(u64::from_be_bytes(b)));
    until.is_some_and(|until| until > w.now && token(w, instance, until) == shown)
}

fn names(text: &str) -> Found {
    Found::Names(text.split(' ').map(str::to_owned).collect())
}

/// What stands at a path, its parts without slashes.
fn find(w: &World, instance: &Instance, parts: &[&str]) -> Found {
    match parts {
        ["latest"] => names("dynamic meta-data user-data"),
        ["latest", "meta-data", item @ ..] => about(w, instance, item),
        ["latest", "user-data"] => {
            let data = &host::hardware(w, instance.machine).user_data;
            filled(data.clone())
        }
        ["latest", "dynamic"] => names("instance-identity/"),
        ["latest", "dynamic", "instance-identity"] => names("document pkcs7 rsa2048 signature"),
        ["latest", "dynamic", "instance-identity", "document"] => Text(document(w, instance)),
        [
            "latest",
            "dynamic",
            "instance-identity",
            "pkcs7" | "rsa2048" | "signature",
        ] => NotModelled,
        // The same under the date of a version, which has less the older it is.
        [] => NotModelled,
        [version, ..] if version.starts_with("20") || *version == "1.0" => NotModelled,
        _ => Absent,
    }
}

/// A text; nothing where it is empty.
fn filled(text: String) -> Found {
    if text.is_empty() { Absent } else { Text(text) }
}

/// What is below `/latest/meta-data/`.
fn about(w: &World, i: &Instance, item: &[&str]) -> Found {
    let key = w.ec2.instance_keys[&i.id];
    let shown = view(w, key);
    let or_empty = |a: Option<std::net::Ipv4Addr>| a.map_or_else(String::new, |a| a.to_string());
    match item {
        [] => top(&shown.public_dns_name, i),
        ["ami-id"] => Text(shown.image_id),
        ["ami-launch-index"] => {
            let (_, n) = i.stable_name.rsplit_once('#').unwrap_or_default();
            Text(n.to_owned())
        }
        ["ami-manifest-path"] => Text("(unknown)".to_owned()),
        ["block-device-mapping"] => names("ami root"),
        ["block-device-mapping", "ami" | "root"] => Text(shown.root_device_name),
        ["hibernation"] => names("configured"),
        ["hibernation", "configured"] => Text("false".to_owned()),
        ["hostname" | "local-hostname"] => filled(shown.private_dns_name),
        ["iam", of @ ..] => credentials(w, i, of),
        ["instance-action"] => Text("none".to_owned()),
        ["instance-id"] => Text(shown.instance_id),
        ["instance-life-cycle"] => Text("on-demand".to_owned()),
        ["instance-type"] => Text(shown.instance_type),
        ["local-ipv4"] => filled(or_empty(shown.private_ip_address)),
        ["placement"] => names("availability-zone availability-zone-id region"),
        ["placement", "availability-zone"] => filled(shown.placement.availability_zone),
        ["placement", "region"] => Text(REGION.to_owned()),
        ["profile"] => Text("default-hvm".to_owned()),
        ["public-hostname"] => filled(shown.public_dns_name),
        ["public-ipv4"] => filled(or_empty(shown.public_ip_address)),
        ["public-keys", ..] if i.key_name.is_empty() => Absent,
        ["public-keys"] => Found::Names(vec![format!("0={}", i.key_name)]),
        ["public-keys", "0"] => names("openssh-key"),
        ["public-keys", "0", "openssh-key"] => {
            let public = &host::hardware(w, i.machine).public_key;
            Text(format!("{public} {}\n", i.key_name))
        }
        ["reservation-id"] => Text(i.reservation.clone()),
        ["security-groups"] => {
            let groups = shown.security_groups.into_iter();
            Found::Names(groups.map(|g| g.group_name).collect())
        }
        ["services"] => names("domain partition"),
        ["services", "domain"] => Text("amazonaws.com".to_owned()),
        ["services", "partition"] => Text("aws".to_owned()),
        ["placement", "availability-zone-id"]
        | ["mac" | "system"]
        | [
            "autoscaling" | "events" | "identity-credentials" | "metrics" | "network",
            ..,
        ] => NotModelled,
        _ => Absent,
    }
}

/// The names directly below `/latest/meta-data/`, those too that are not modelled.
fn top(public_name: &str, i: &Instance) -> Found {
    let there = |name: &&str| match *name {
        "iam/" => i.profile.is_some(),
        "public-hostname" | "public-ipv4" => !public_name.is_empty(),
        "public-keys/" => !i.key_name.is_empty(),
        _ => true,
    };
    let all = [
        "ami-id",
        "ami-launch-index",
        "ami-manifest-path",
        "block-device-mapping/",
        "events/",
        "hibernation/",
        "hostname",
        "iam/",
        "identity-credentials/",
        "instance-action",
        "instance-id",
        "instance-life-cycle",
        "instance-type",
        "local-hostname",
        "local-ipv4",
        "mac",
        "metrics/",
        "network/",
        "placement/",
        "profile",
        "public-hostname",
        "public-ipv4",
        "public-keys/",
        "reservation-id",
        "security-groups",
        "services/",
        "system",
    ];
    Found::Names(all.into_iter().filter(there).map(str::to_owned).collect())
}

/// What is below `iam/`: nothing for an instance without a profile.
fn credentials(w: &World, i: &Instance, item: &[&str]) -> Found {
    let Some(profile) = i.profile.as_deref() else {
        return Absent;
    };
    let every = w.model.seconds(Limit::ImdsCredentialsRenewedS);
    let nth = w.now.since(i.launched).as_micros() / every.as_micros().max(1);
    let nth = u32::try_from(nth).unwrap_or(u32::MAX);
    let made = i.launched + every * nth;
    let role = iam::role_of(w, profile);
    match item {
        [] => names("info security-credentials/"),
        ["info"] => match iam::shown(w, profile) {
            Some(profile) => Text(object(&[
                ("Code", "Success"),
                ("LastUpdated", &stamp(made)),
                ("InstanceProfileArn", &profile.arn),
                ("InstanceProfileId", &profile.id),
            ])),
            None => Absent,
        },
        ["security-credentials"] => role.map_or(Absent, |role| Text(role.to_owned())),
        ["security-credentials", asked] if role == Some(asked) => {
            let text = |purpose: &str, letters: &[u8], n: usize| -> String {
                let letter = |at: usize| {
                    let of = u64::from(nth) << 16 | at as u64;
                    let bits = w.random.bits(purpose, &i.id, of);
                    char::from(letters[(bits % letters.len() as u64) as usize])
                };
                (0..n).map(letter).collect()
            };
            let base32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
            let base64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let until = made + w.model.seconds(Limit::ImdsCredentialsS);
            Text(object(&[
                ("Code", "Success"),
                ("LastUpdated", &stamp(made)),
                ("Type", "AWS-HMAC"),
                (
                    "AccessKeyId",
                    &format!("ASIA{}", text("imds-key", base32, 16)),
                ),
                ("SecretAccessKey", &text("imds-secret", base64, 40)),
                ("Token", &text("imds-session", base64, 200)),
                ("Expiration", &stamp(until)),
            ]))
        }
        _ => Absent,
    }
}

/// The instance identity document.
fn document(w: &World, i: &Instance) -> String {
    let shown = view(w, w.ec2.instance_keys[&i.id]);
    let address = shown.private_ip_address;
    let address = address.map_or_else(String::new, |a| a.to_string());
    let of = [
        ("accountId", ACCOUNT),
        ("architecture", &shown.architecture),
        ("availabilityZone", &shown.placement.availability_zone),
        ("billingProducts", ""),
        ("devpayProductCodes", ""),
        ("marketplaceProductCodes", ""),
        ("imageId", &shown.image_id),
        ("instanceId", &shown.instance_id),
        ("instanceType", &shown.instance_type),
        ("kernelId", ""),
        ("pendingTime", &stamp(i.launched)),
        ("privateIp", &address),
        ("ramdiskId", ""),
        ("region", REGION),
        ("version", "2017-09-30"),
    ];
    object(&of)
}

/// An object as the service writes it: a member a line, `null` for an empty one.
fn object(members: &[(&str, &str)]) -> String {
    let line = |(name, value): &(&str, &str)| {
        if value.is_empty() {
            format!("  \"{name}\" : null")
        } else {
            format!("  \"{name}\" : \"{value}\"")
        }
    };
    let lines: Vec<String> = members.iter().map(line).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

fn stamp(at: Timestamp) -> String {
    civil(at, "%FT%TZ")
}

//! An operation as the command a person would type: one generic rendering, no command by hand.

use serde_json::{Map, Value};

use super::{aws_name, service_name};
use crate::aws::constraint::{Kind, TABLE};
use crate::aws::{HostCall, Request, SecretString};

/// Renders a request as the `aws`, `ssh`, `scp` or `curl` command that a person would type.
#[must_use]
pub fn typed_command(request: &Request) -> String {
    match request {
        Request::Host(HostCall::Exec(r)) => {
            format!("{} {}", ssh(&r.login, "ssh"), quote(&r.command))
        }
        Request::Host(HostCall::Put(r)) => {
            let name = r.path.rsplit('/').next().unwrap_or(&r.path);
            let login = &r.login;
            format!(
                "scp -i {}.pem {name} {}@{}:{}",
                login.key_name,
                login.user,
                address(login),
                r.path
            )
        }
        Request::Host(HostCall::HttpGet(r)) => format!("curl -fsS {}", quote(&r.url)),
        _ => aws(request),
    }
}

/// The least number of characters of a request's command, told without rendering it.
#[must_use]
pub fn least_typed(request: &Request) -> usize {
    match request {
        Request::Host(HostCall::Exec(r)) => "ssh ".len() + r.command.chars().count(),
        Request::Host(HostCall::Put(r)) => "scp ".len() + r.path.chars().count(),
        Request::Host(HostCall::HttpGet(r)) => "curl -fsS ".len() + r.url.chars().count(),
        // The service, and the operation with at least a blank in place of the colon; hyphens make it longer.
        _ => {
            let (service, operation) = request.name().split_once(':').unwrap_or_default();
            "aws ".len() + service_name(service).len() + 1 + aws_name(operation).len()
        }
    }
}

fn address(login: &crate::aws::host::Login) -> String {
    login
        .address
        .map_or_else(|| login.instance_id.clone(), |a| a.to_string())
}

fn ssh(login: &crate::aws::host::Login, program: &str) -> String {
    format!(
        "{program} -i {}.pem {}@{}",
        login.key_name,
        login.user,
        address(login)
    )
}

/// The members whose command-line flag is not their name in kebab case.
const RENAMED: [(&str, &str); 1] = [("MaxCount", "count")];

fn aws(request: &Request) -> String {
    let (service, _) = request.name().split_once(':').unwrap_or_default();
    let mut out = format!("aws {} ", service_name(service));
    kebab(&mut out, &aws_name(request.name()));
    let Ok(Value::Object(members)) = serde_json::to_value(&*request.masked()) else {
        return out;
    };
    let absent = unsaid(request.name(), &members);
    for (member, value) in members.into_iter().chain(absent) {
        if member == "MinCount" || value.is_null() {
            continue;
        }
        out.push_str(if value == false { " --no-" } else { " --" });
        match RENAMED.iter().find(|(m, _)| *m == member) {
            Some((_, flag)) => out.push_str(flag),
            None => kebab(&mut out, &member),
        }
        if !value.is_boolean() {
            out.push(' ');
            if value == SecretString::MASK {
                out.push_str(SecretString::MASK);
            } else {
                argument(&mut out, &value);
            }
        }
    }
    out
}

/// What AWS's own command line wants to be told although it is zero or false, which a request leaves out.
fn unsaid(operation: &str, said: &Map<String, Value>) -> Vec<(String, Value)> {
    let Some(input) = TABLE.input(operation) else {
        return Vec::new();
    };
    let required = input.required.iter().filter(|r| !said.contains_key(*r));
    let plain = |member: &String| {
        let value = match input.members.get(member)?.kind {
            Kind::Integer | Kind::Long | Kind::Double => Value::from(0),
            Kind::Boolean => Value::from(false),
            Kind::String | Kind::List | Kind::Map | Kind::Structure => return None,
        };
        Some((member.clone(), value))
    };
    required.filter_map(plain).collect()
}

/// Writes a value as an argument.
fn argument(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => quoted(out, text),
        Value::Array(items) if items.iter().all(|i| i.is_string() || i.is_number()) => {
            for (n, item) in items.iter().enumerate() {
                out.push_str(if n > 0 { " " } else { "" });
                argument(out, item);
            }
        }
        Value::Array(_) | Value::Object(_) => {
            let start = out.len();
            if !shorthand(out, value) {
                out.truncate(start);
                quoted(out, &value.to_string());
            }
        }
        other => out.push_str(&other.to_string()),
    }
}

/// Writes the `Key=a,Value=b` form that the AWS command line takes for flat structures; tells whether it is one.
fn shorthand(out: &mut String, value: &Value) -> bool {
    fn plain(out: &mut String, v: &Value) -> bool {
        match v {
            Value::String(text) => {
                out.push_str(text);
                !text.is_empty() && text.chars().all(is_plain)
            }
            Value::Number(n) => {
                out.push_str(&n.to_string());
                true
            }
            Value::Bool(b) => {
                out.push_str(if *b { "true" } else { "false" });
                true
            }
            _ => false,
        }
    }
    match value {
        Value::Object(map) => map.iter().enumerate().all(|(n, (key, v))| {
            out.push_str(if n > 0 { "," } else { "" });
            out.push_str(key);
            out.push('=');
            plain(out, v)
        }),
        Value::Array(items) => items.iter().enumerate().all(|(n, item)| {
            out.push_str(if n > 0 { " " } else { "" });
            shorthand(out, item)
        }),
        _ => false,
    }
}

/// Writes `RunInstances`, `maxCount` or `VCpuInfo` in kebab case, as the AWS command line does.
pub(in crate::aws) fn kebab(out: &mut String, name: &str) {
    let bytes = name.as_bytes();
    for (i, c) in name.char_indices() {
        let before = i.checked_sub(1).map(|i| bytes[i]);
        let after_lower = before.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        // `TargetGroupARNs` is `target-group-arns`: the `s` of several belongs to the word before it.
        let plural = bytes[i + 1..] == *b"s";
        let before_lower = before.is_some_and(|b| b.is_ascii_uppercase())
            && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase)
            && !plural;
        if c.is_ascii_uppercase() && (after_lower || before_lower) {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
}

/// Tells whether a character needs no quotes anywhere.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_./:@%+".contains(c)
}

/// Quotes a word for a POSIX shell when it needs it.
#[must_use]
pub fn quote(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    quoted(&mut out, word);
    out
}

/// Writes a word, quoted for a POSIX shell when it needs it.
fn quoted(out: &mut String, word: &str) {
    if !word.is_empty() && word.chars().all(|c| is_plain(c) || "=,".contains(c)) {
        out.push_str(word);
        return;
    }
    out.push('\'');
    for (n, part) in word.split('\'').enumerate() {
        out.push_str(if n > 0 { r"'\''" } else { "" });
        out.push_str(part);
    }
    out.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{ec2, host, secretsmanager};

    fn typed(request: impl Into<Request>) -> String {
        typed_command(&request.into())
    }

    #[test]
    fn a_flat_request_becomes_flags() {
        let request = ec2::RunInstances {
            image_id: "ami-1".into(),
            min_count: 1,
            max_count: 1,
            security_group_ids: vec!["sg-1".into(), "sg-2".into()],
            dry_run: true,
            ..Default::default()
        };
        assert_eq!(
            typed(request),
            "aws ec2 run-instances --image-id ami-1 --count 1 --security-group-ids sg-1 sg-2 --dry-run"
        );
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        let names = [
            ("TargetGroupARNs", "target-group-arns"),
            ("VPCZoneIdentifier", "vpc-zone-identifier"),
            ("AutoScalingGroupARN", "auto-scaling-group-arn"),
            ("VpcIds", "vpc-ids"),
            ("Names", "names"),
            ("VCpuInfo", "v-cpu-info"),
        ];
        for (member, wanted) in names {
            let mut out = String::new();
            kebab(&mut out, member);
            assert_eq!(out, wanted);
        }
    }

    #[test]
    fn nested_members_use_shorthand_or_json() {
        let request = ec2::AuthorizeSecurityGroupIngress {
            group_id: "sg-1".into(),
            ip_permissions: vec![ec2::IpPermission::from_range("tcp", 22, "203.0.113.7/32")],
            ..Default::default()
        };
        insta::assert_snapshot!(typed(request), @r#"aws ec2 authorize-security-group-ingress --group-id sg-1 --ip-permissions '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"203.0.113.7/32"}]}]'"#);
        let request = ec2::CreateTags {
            resources: vec!["i-1".into()],
            tags: vec![ec2::Tag::new("a", "b")],
        };
        assert_eq!(
            typed(request),
            "aws ec2 create-tags --resources i-1 --tags Key=a,Value=b"
        );
    }

    #[test]
    fn a_shell_command_is_one_quoted_word_and_secrets_are_not_shown() {
        let login = host::Login {
            user: "ec2-user".into(),
            key_name: "k".into(),
            instance_id: "i-1".into(),
            address: None,
        };
        let request = host::Exec {
            login,
            command: "echo 'a b'".into(),
            ..Default::default()
        };
        assert_eq!(
            typed(request),
            r"ssh -i k.pem ec2-user@i-1 'echo '\''a b'\'''"
        );
        let secret = secretsmanager::SecretString("s3".into());
        let request = secretsmanager::CreateSecret {
            name: "n".into(),
            secret_string: secret,
            ..Default::default()
        };
        assert_eq!(
            typed(request),
            "aws secretsmanager create-secret --name n --secret-string ***"
        );
    }
}

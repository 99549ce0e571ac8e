//! An operation as the command a person would type: one generic rendering, no command by hand.

use serde_json::Value;

use super::Request;

/// Renders a request as the `aws`, `ssh`, `scp` or `curl` command that a person would type.
#[must_use]
pub fn typed_command(request: &Request) -> String {
    match request {
        Request::Exec(r) => format!("{} {}", ssh(&r.login, "ssh"), quote(&r.command)),
        Request::Put(r) => {
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
        Request::HttpGet(r) => format!("curl -fsS {}", quote(&r.url)),
        _ => aws(request),
    }
}

fn address(login: &super::host::Login) -> String {
    login
        .address
        .map_or_else(|| login.instance_id.clone(), |a| a.to_string())
}

fn ssh(login: &super::host::Login, program: &str) -> String {
    format!(
        "{program} -i {}.pem {}@{}",
        login.key_name,
        login.user,
        address(login)
    )
}

/// The members whose command-line flag is not their name in kebab case.
const RENAMED: [(&str, &str); 2] = [("MaxCount", "count"), ("SecretString", "secret-string")];

fn aws(request: &Request) -> String {
    let (service, operation) = request.name().split_once(':').unwrap_or(("", ""));
    let operation = operation.replace("DiscoveryService", "Service");
    let mut out = format!("aws {service} {}", kebab(&operation));
    let Ok(Value::Object(members)) = serde_json::to_value(request) else {
        return out;
    };
    for (member, value) in members {
        if member == "MinCount" {
            continue;
        }
        let flag = RENAMED
            .iter()
            .find(|(m, _)| *m == member)
            .map_or_else(|| kebab(&member), |(_, f)| (*f).to_owned());
        let shown = if member == "SecretString" {
            Some("***".to_owned())
        } else {
            argument(&value)
        };
        match (value, shown) {
            (Value::Bool(true), _) => out.push_str(&format!(" --{flag}")),
            (Value::Bool(false), _) => out.push_str(&format!(" --no-{flag}")),
            (_, Some(text)) => out.push_str(&format!(" --{flag} {text}")),
            (_, None) => {}
        }
    }
    out
}

fn argument(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(s) => Some(quote(s)),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        Value::Array(items) if items.iter().all(|i| i.is_string() || i.is_number()) => {
            let words: Vec<_> = items.iter().filter_map(argument).collect();
            Some(words.join(" "))
        }
        nested => Some(shorthand(nested).unwrap_or_else(|| quote(&nested.to_string()))),
    }
}

/// The `Key=a,Value=b` form that the AWS command line takes for flat structures; none for deeper ones.
fn shorthand(value: &Value) -> Option<String> {
    fn plain(v: &Value) -> Option<String> {
        let text = match v {
            Value::String(s) => s.clone(),
            Value::Number(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            _ => return None,
        };
        let safe = !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_./:@%+".contains(c));
        safe.then_some(text)
    }
    match value {
        Value::Object(map) => {
            let pairs: Option<Vec<_>> = map
                .iter()
                .map(|(k, v)| Some(format!("{k}={}", plain(v)?)))
                .collect();
            Some(pairs?.join(","))
        }
        Value::Array(items) => {
            let parts: Option<Vec<_>> = items.iter().map(shorthand).collect();
            Some(parts?.join(" "))
        }
        _ => None,
    }
}

/// Turns `RunInstances`, `maxCount` or `VCpuInfo` into kebab case, as the AWS command line does.
fn kebab(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let after_lower = i > 0 && (chars[i - 1].is_lowercase() || chars[i - 1].is_ascii_digit());
        let before_lower = i > 0
            && chars[i - 1].is_uppercase()
            && chars.get(i + 1).is_some_and(|n| n.is_lowercase());
        if c.is_uppercase() && (after_lower || before_lower) {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// Quotes a word for a POSIX shell when it needs it.
#[must_use]
pub fn quote(word: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
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
    fn nested_members_use_shorthand_or_json() {
        let request = ec2::AuthorizeSecurityGroupIngress {
            group_id: "sg-1".into(),
            ip_permissions: vec![ec2::IpPermission::from_range("tcp", 22, "203.0.113.7/32")],
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

//! Who is asked: the scope of a signature.

use paperboat_core::facts::ECR_REGIONS as REGIONS;

use crate::table::{Service, TABLE};
use crate::{Asked, Refusal, Scope, form};

/// The service that is asked, by its name here, and of which account in which region. Any region is one of the partition
/// `aws`.
///
/// # Errors
/// AWS's own for a request without a signature, with half of one, or with no region of AWS's in it; a service that is not
/// modelled, by name.
pub(super) fn service(asked: &Asked<'_>) -> Result<(&'static str, Scope), Refusal> {
    let json = asked.target.is_some();
    let Some(credential) = credential(asked) else {
        return Err(unsigned(asked));
    };
    let parts: Vec<&str> = credential.split('/').collect();
    let [key, _, region, signed, "aws4_request"] = parts[..] else {
        let refusal = incomplete(
            guess(asked),
            "Credential must have exactly 5 slash-delimited elements",
        );
        return Err(refusal.spoken_in_json(json));
    };
    if key.is_empty() {
        return Err(incomplete(guess(asked), "Access key is missing").spoken_in_json(json));
    }
    let Some((name, _)) = TABLE.signed(signed) else {
        let action = asked
            .target
            .map(str::to_owned)
            .or_else(|| parameter(asked, "Action"));
        let what = action.unwrap_or_else(|| format!("{} {}", asked.method, asked.path));
        let refusal = Refusal::not_modelled("", format!("{signed}: {what}"));
        return Err(refusal.spoken_in_json(json));
    };
    if !REGIONS.contains(&region) {
        let (status, code) = match name {
            "ec2" => (401, "AuthFailure"),
            _ if json => (400, "InvalidSignatureException"),
            _ => (403, "SignatureDoesNotMatch"),
        };
        let message = format!("Credential should be scoped to a valid region, not '{region}'. ");
        return Err(Refusal::new(name, status, code, message));
    }
    Ok((name, Scope::of(key, region)))
}

/// What stands behind `Credential=`, in the header or in a URL that was signed before.
fn credential(asked: &Asked<'_>) -> Option<String> {
    match asked.authorization {
        Some(header) => {
            let fields = header.strip_prefix("AWS4-HMAC-SHA256")?.split(',');
            let mut found = fields.filter_map(|f| f.trim().strip_prefix("Credential="));
            // An empty one is half a signature, and not none.
            Some(found.next().unwrap_or_default().to_owned())
        }
        None => parameter(asked, "X-Amz-Credential"),
    }
}

fn parameter(asked: &Asked<'_>, name: &str) -> Option<String> {
    let mut all = form::pairs(asked.query.as_bytes());
    if asked.target.is_none() {
        all.extend(form::pairs(asked.body));
    }
    all.into_iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value)
}

/// Which service somebody means who does not say it: the target, the version or the path tells.
fn guess(asked: &Asked<'_>) -> &'static str {
    let target = asked.target.and_then(|t| t.split_once('.'));
    let version = parameter(asked, "Version");
    let is = |service: &Service| match (target, &version) {
        (Some((target, _)), _) => service.target.as_deref() == Some(target),
        (None, Some(version)) => service.target.is_none() && service.version == *version,
        (None, None) => asked.path.starts_with(&format!("/{}/", service.version)),
    };
    let found = TABLE.services.iter().find(|(_, service)| is(service));
    found.map_or("", |(name, _)| name.as_str())
}

fn unsigned(asked: &Asked<'_>) -> Refusal {
    let (json, message) = (
        asked.target.is_some(),
        "Request is missing Authentication Token",
    );
    let (status, code) = if json {
        (400, "MissingAuthenticationTokenException")
    } else {
        (403, "MissingAuthenticationToken")
    };
    Refusal::new(guess(asked), status, code, message).spoken_in_json(json)
}

fn incomplete(service: &'static str, message: &str) -> Refusal {
    let json = TABLE
        .services
        .get(service)
        .is_some_and(|s| s.target.is_some());
    let code = if json {
        "IncompleteSignatureException"
    } else {
        "IncompleteSignature"
    };
    Refusal::new(service, 400, code, message)
}

//! The public SSM parameters that name the newest machine images.

use paperboat_core::aws::ssm::{
    GetParameter, GetParameterOutput, GetParameters, GetParametersByPath,
    GetParametersByPathOutput, GetParametersOutput, Parameter,
};
use paperboat_core::error::CloudError;

use super::image::{IMAGES, Image};
use crate::page;
use crate::refusal::{invalid, not_found};

/// The stem of the parameters of the image that ECS's agent is on.
const ECS: &str = "/aws/service/ecs/optimized-ami/amazon-linux-2023/";

/// The last part of a parameter that holds what is known of such an image as JSON.
const JSON: &str = "/recommended";

/// The most parameters of a page, which is what one gets who does not ask (SSM API reference, GetParametersByPath).
const MOST: usize = 10;

/// `ssm:GetParameter`.
///
/// # Errors
/// `ParameterNotFound`, and `NotModelled` for what AWS has besides.
pub(super) fn get(r: &GetParameter) -> Result<GetParameterOutput, CloudError> {
    let parameter = find("ssm:GetParameter", &r.name)?;
    let parameter = parameter.ok_or_else(|| not_found("ParameterNotFound", ""))?;
    Ok(GetParameterOutput { parameter })
}

/// `ssm:GetParameters`: in the order of their names, each once.
///
/// # Errors
/// `NotModelled` for what AWS has besides.
pub(super) fn get_some(r: &GetParameters) -> Result<GetParametersOutput, CloudError> {
    let mut out = GetParametersOutput::default();
    let mut names: Vec<&String> = r.names.iter().collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        match find("ssm:GetParameters", name)? {
            Some(parameter) => out.parameters.push(parameter),
            None => out.invalid_parameters.push(name.clone()),
        }
    }
    Ok(out)
}

/// `ssm:GetParametersByPath`: what lies in a folder, and with `Recursive` below it.
///
/// # Errors
/// `ValidationException` for a path without its first slash, `InvalidNextToken`, and `NotModelled` for a folder in which
/// AWS has more than the images that are modelled.
pub(super) fn by_path(r: &GetParametersByPath) -> Result<GetParametersByPathOutput, CloudError> {
    if !r.path.starts_with('/') {
        let message = "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\".";
        return Err(invalid("ValidationException", message));
    }
    let folder = r.path.trim_end_matches('/');
    let lies = |name: &str| {
        let below = name.strip_prefix(folder);
        let rest = below.and_then(|below| below.strip_prefix('/'));
        rest.is_some_and(|rest| r.recursive || !rest.contains('/'))
    };
    let ids = IMAGES.iter().map(|i| i.parameter);
    let described = ids.filter_map(|name| name.strip_suffix("/image_id"));
    for name in described {
        if lies(name) {
            return Err(in_json("ssm:GetParametersByPath", name));
        }
    }
    let found = IMAGES.iter().filter(|i| lies(i.parameter));
    let mut all: Vec<Parameter> = found.map(shown).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let size = page::size(r.max_results, MOST);
    let page = page::page(all, r.next_token.as_deref(), size);
    let (parameters, next_token) =
        page.ok_or_else(|| invalid("InvalidNextToken", "The specified token isn't valid."))?;
    Ok(GetParametersByPathOutput {
        parameters,
        next_token,
    })
}

fn find(operation: &str, name: &str) -> Result<Option<Parameter>, CloudError> {
    let image = IMAGES.iter().find(|i| i.parameter == name);
    if image.is_none() && name.starts_with(ECS) && name.ends_with(JSON) {
        return Err(in_json(operation, name));
    }
    Ok(image.map(shown))
}

fn in_json(operation: &str, name: &str) -> CloudError {
    let what = format!("the parameter {name} in JSON: ask for {name}/image_id");
    CloudError::unsupported(operation, what)
}

fn shown(image: &Image) -> Parameter {
    Parameter {
        name: image.parameter.to_owned(),
        r#type: "String".to_owned(),
        value: image.id(),
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn below(path: &str, recursive: bool) -> Result<Vec<String>, String> {
        let request = GetParametersByPath {
            path: path.to_owned(),
            recursive,
            ..Default::default()
        };
        let found = by_path(&request).map_err(|e| e.code)?;
        Ok(found.parameters.into_iter().map(|p| p.name).collect())
    }

    #[test]
    fn a_path_holds_what_lies_in_it_and_below_it() {
        let linux = "/aws/service/ami-amazon-linux-latest";
        let both = ["arm64", "x86_64"].map(|a| format!("{linux}/al2023-ami-kernel-default-{a}"));
        assert_eq!(below(linux, false), Ok(both.to_vec()));
        assert_eq!(below(&format!("{linux}/"), true), Ok(both.to_vec()));
        assert_eq!(below("/aws/service/ami-amazon-linux", true), Ok(vec![]));
        let ubuntu = "/aws/service/canonical/ubuntu/server";
        assert_eq!(below(ubuntu, false), Ok(vec![]));
        assert_eq!(below(ubuntu, true).map(|all| all.len()), Ok(4));
        assert_eq!(below("aws", false), Err("ValidationException".into()));
        // Where AWS has the description in JSON as well, a list without it would be wrong.
        assert_eq!(below("/aws/service/ecs", true), Err("NotModelled".into()));
        let recommended = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended";
        assert_eq!(below(recommended, false).map(|all| all.len()), Ok(1));
    }

    #[test]
    fn names_that_are_none_are_told_beside_what_was_found() {
        let known = IMAGES[2].parameter.to_owned();
        let request = GetParameters {
            names: vec!["/no/such".into(), known.clone(), known.clone()],
            ..Default::default()
        };
        let found = get_some(&request).expect("an answer");
        assert_eq!(found.parameters.len(), 1);
        assert_eq!(found.parameters[0].value, IMAGES[2].id());
        assert_eq!(found.invalid_parameters, ["/no/such"]);
    }
}

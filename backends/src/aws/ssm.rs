//! AWS Systems Manager.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types as sdk;
use paperboat_core::aws::ssm::{
    GetParameter, GetParameterOutput, GetParameters, GetParametersByPath,
    GetParametersByPathOutput, GetParametersOutput, Parameter,
};

use super::convert::{all, int, number, on, said, some, text};
use super::error::{Answer, refused};

fn read(p: sdk::Parameter) -> Parameter {
    Parameter {
        name: p.name.unwrap_or_default(),
        r#type: said(p.r#type),
        value: p.value.unwrap_or_default(),
        version: number(p.version),
    }
}

pub(super) async fn get_parameter(ssm: &Client, r: GetParameter) -> Answer<GetParameterOutput> {
    let call = ssm
        .get_parameter()
        .set_name(text(r.name))
        .set_with_decryption(on(r.with_decryption));
    let found = call.send().await.map_err(refused)?;
    Ok(GetParameterOutput {
        parameter: found.parameter.map(read).unwrap_or_default(),
    })
}

pub(super) async fn get_parameters(ssm: &Client, r: GetParameters) -> Answer<GetParametersOutput> {
    let call = ssm
        .get_parameters()
        .set_names(some(r.names))
        .set_with_decryption(on(r.with_decryption));
    let found = call.send().await.map_err(refused)?;
    Ok(GetParametersOutput {
        parameters: all(found.parameters, read),
        invalid_parameters: found.invalid_parameters.unwrap_or_default(),
    })
}

pub(super) async fn get_parameters_by_path(
    ssm: &Client,
    r: GetParametersByPath,
) -> Answer<GetParametersByPathOutput> {
    let pages = ssm
        .get_parameters_by_path()
        .set_path(text(r.path))
        .set_recursive(on(r.recursive))
        .set_with_decryption(on(r.with_decryption))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let mut out = GetParametersByPathOutput::default();
    let mut found = pages.into_paginator().send();
    while let Some(page) = found.next().await {
        let page = page.map_err(refused)?;
        out.parameters.extend(all(page.parameters, read));
    }
    Ok(out)
}

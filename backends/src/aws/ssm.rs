//! AWS Systems Manager.

use aws_sdk_ssm::Client;
use paperboat_core::aws::ssm::{GetParameter, GetParameterOutput, Parameter};

use super::convert::{number, said, text};
use super::error::{Answer, refused};

pub(super) async fn get_parameter(ssm: &Client, r: GetParameter) -> Answer<GetParameterOutput> {
    let call = ssm
        .get_parameter()
        .set_name(text(r.name))
        .set_with_decryption(r.with_decryption.then_some(true));
    let found = call.send().await.map_err(refused)?;
    let parameter = found.parameter.map(|p| Parameter {
        name: p.name.unwrap_or_default(),
        r#type: said(p.r#type),
        value: p.value.unwrap_or_default(),
        version: number(p.version),
    });
    Ok(GetParameterOutput {
        parameter: parameter.unwrap_or_default(),
    })
}

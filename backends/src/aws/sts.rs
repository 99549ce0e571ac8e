//! AWS Security Token Service.

use aws_sdk_sts::Client;
use paperboat_core::aws::sts::{GetCallerIdentity, GetCallerIdentityOutput};

use super::error::{Answer, refused};

pub(super) async fn get_caller_identity(
    sts: &Client,
    _: GetCallerIdentity,
) -> Answer<GetCallerIdentityOutput> {
    let who = sts.get_caller_identity().send().await.map_err(refused)?;
    Ok(GetCallerIdentityOutput {
        user_id: who.user_id.unwrap_or_default(),
        account: who.account.unwrap_or_default(),
        arn: who.arn.unwrap_or_default(),
    })
}

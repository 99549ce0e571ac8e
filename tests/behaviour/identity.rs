//! Who is calling.

use paperboat_core::aws::Sts;
use paperboat_core::aws::sts::GetCallerIdentity;

use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "sts":
    the_caller_has_an_account [GetCallerIdentity]
}

async fn the_caller_has_an_account(b: &Bench<'_>) -> Checked {
    let caller = b.cloud.get_caller_identity(GetCallerIdentity {}).await?;
    let digits = caller.account.len() == 12 && caller.account.bytes().all(|c| c.is_ascii_digit());
    b.check("Account has 12 digits", digits, caller.account.len());
    b.begins("Arn", &caller.arn, "arn:aws:");
    b.check(
        "Arn names the account",
        caller.arn.contains(&caller.account),
        "another",
    );
    b.there("UserId", &caller.user_id);
    Ok(())
}

//! Secrets.

use paperboat_core::aws::Secrets;
use paperboat_core::aws::secretsmanager::*;

use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "secretsmanager":
    a_secret_is_made_shown_and_deleted [CreateSecret, DescribeSecret, DeleteSecret]
    a_new_value_is_a_new_version [CreateSecret, PutSecretValue]
    its_name_is_taken_once [CreateSecret]
    it_can_be_recovered_for_a_while [CreateSecret, DescribeSecret, PutSecretValue, DeleteSecret]
    an_unknown_one_is_refused [DescribeSecret, PutSecretValue]
}

fn wanted(b: &Bench<'_>, value: &str) -> CreateSecret {
    CreateSecret {
        name: b.name("secret"),
        secret_string: SecretString(value.into()),
        ..Default::default()
    }
}

fn delete(b: &Bench<'_>, force: bool) -> DeleteSecret {
    DeleteSecret {
        secret_id: b.name("secret"),
        force_delete_without_recovery: force,
    }
}

fn put(b: &Bench<'_>) -> PutSecretValue {
    PutSecretValue {
        secret_id: b.name("secret"),
        secret_string: SecretString("other".into()),
        ..Default::default()
    }
}

fn by_name(b: &Bench<'_>) -> DescribeSecret {
    DescribeSecret {
        secret_id: b.name("secret"),
    }
}

async fn made(b: &Bench<'_>) -> Result<CreateSecretOutput, Stop> {
    let made = b.cloud.create_secret(wanted(b, "first")).await?;
    b.later(delete(b, true));
    Ok(made)
}

async fn a_secret_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = made(b).await?;
    b.begins("ARN", &made.arn, "arn:aws:secretsmanager:");
    let tail = made.arn.rsplit('-').next().unwrap_or_default();
    b.same("how many random characters end the ARN", tail.len(), 6);
    b.check(
        "Name is the one given",
        made.name == b.name("secret"),
        "another",
    );
    b.same("the length of VersionId", made.version_id.len(), 36);
    let shown = b.cloud.describe_secret(by_name(b)).await?;
    b.check("ARN stays", shown.arn == made.arn, "another");
    b.check(
        "it is not marked for deletion",
        shown.deleted_date.is_none(),
        "marked",
    );
    b.cloud.delete_secret(delete(b, true)).await?;
    b.refused("a deleted secret", by_name(b), "ResourceNotFoundException")
        .await;
    Ok(())
}

async fn a_new_value_is_a_new_version(b: &Bench<'_>) -> Checked {
    let first = made(b).await?;
    let second = b.cloud.put_secret_value(put(b)).await?;
    b.check("ARN stays", first.arn == second.arn, "another");
    b.check(
        "VersionId is another",
        first.version_id != second.version_id,
        "the same",
    );
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    b.refused(
        "a taken name",
        wanted(b, "second"),
        "ResourceExistsException",
    )
    .await;
    Ok(())
}

async fn it_can_be_recovered_for_a_while(b: &Bench<'_>) -> Checked {
    const CODE: &str = "InvalidRequestException";
    made(b).await?;
    b.cloud.delete_secret(delete(b, false)).await?;
    let shown = b.cloud.describe_secret(by_name(b)).await?;
    b.check("DeletedDate is there", shown.deleted_date.is_some(), "none");
    b.refused("its name", wanted(b, "second"), CODE).await;
    b.refused("a new value", put(b), CODE).await;
    b.cloud.delete_secret(delete(b, true)).await?;
    b.refused(
        "a secret deleted for good",
        by_name(b),
        "ResourceNotFoundException",
    )
    .await;
    Ok(())
}

async fn an_unknown_one_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "ResourceNotFoundException";
    b.refused("an unknown secret", by_name(b), CODE).await;
    b.refused("an unknown secret", put(b), CODE).await;
    Ok(())
}

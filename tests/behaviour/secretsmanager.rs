//! Secrets.

use paperboat_core::aws::Secrets;
use paperboat_core::aws::secretsmanager::*;

use crate::bench::{Bench, Stop};
use crate::case::{Checked, cases};

cases! { "secretsmanager":
    a_secret_is_made_shown_and_deleted [CreateSecret, DescribeSecret, DeleteSecret]
    a_new_value_is_a_new_version [CreateSecret, PutSecretValue]
    a_version_is_read_by_its_id_and_by_its_stage [CreateSecret, PutSecretValue, GetSecretValue]
    several_are_read_at_once [CreateSecret, BatchGetSecretValue]
    a_token_is_the_version_and_counts_once [CreateSecret, PutSecretValue]
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

async fn a_version_is_read_by_its_id_and_by_its_stage(b: &Bench<'_>) -> Checked {
    let first = made(b).await?;
    let second = b.cloud.put_secret_value(put(b)).await?;
    let ask = |version_id: &str, version_stage: &str| GetSecretValue {
        secret_id: b.name("secret"),
        version_id: version_id.into(),
        version_stage: version_stage.into(),
    };
    for (what, id, stage, value, version) in [
        ("no version", "", "", "other", &second),
        ("AWSPREVIOUS", "", "AWSPREVIOUS", "first", &first),
        (
            "the first id",
            first.version_id.as_str(),
            "",
            "first",
            &first,
        ),
    ] {
        let read = b.cloud.get_secret_value(ask(id, stage)).await?;
        b.same(
            &format!("the value for {what}"),
            read.secret_string.0.as_str(),
            value,
        );
        b.check(
            &format!("VersionId for {what}"),
            read.version_id == version.version_id,
            "another",
        );
    }
    let nobody = ask("00000000-0000-0000-0000-000000000000", "");
    b.refused("an unknown version", nobody, "ResourceNotFoundException")
        .await;
    Ok(())
}

async fn several_are_read_at_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let unknown = b.name("nothing");
    let request = BatchGetSecretValue {
        secret_id_list: vec![b.name("secret"), unknown.clone()],
    };
    let read = b.cloud.batch_get_secret_value(request).await?;
    b.same("how many values", read.secret_values.len(), 1);
    for value in &read.secret_values {
        b.same("the value", value.secret_string.0.as_str(), "first");
    }
    b.same("how many errors", read.errors.len(), 1);
    for error in &read.errors {
        let code = error.error_code.as_str();
        b.same("the code of the error", code, "ResourceNotFoundException");
        b.check("it names the secret", error.secret_id == unknown, "another");
    }
    Ok(())
}

async fn a_token_is_the_version_and_counts_once(b: &Bench<'_>) -> Checked {
    const TOKEN: &str = "11111111-2222-3333-4444-555555555555";
    made(b).await?;
    let with = |value: &str| PutSecretValue {
        secret_string: SecretString(value.into()),
        client_request_token: TOKEN.into(),
        ..put(b)
    };
    for _ in 0..2 {
        let made = b.cloud.put_secret_value(with("other")).await?;
        b.same("VersionId", made.version_id.as_str(), TOKEN);
    }
    let code = "ResourceExistsException";
    b.refused("the token with another value", with("third"), code)
        .await;
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

//! Image repositories in the account.

use paperboat_core::aws::Ecr;
use paperboat_core::aws::ecr::*;

use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ecr":
    a_repository_is_made_shown_and_deleted [CreateRepository, DescribeRepositories, DeleteRepository]
    its_tags_stop_moving [CreateRepository, PutImageTagMutability, DescribeRepositories]
    its_name_is_taken_once [CreateRepository]
    its_name_is_lower_case [CreateRepository]
    it_is_empty_at_first [CreateRepository, DescribeImages]
    an_image_that_is_not_there_is_a_failure [CreateRepository, ListImages, BatchGetImage, BatchDeleteImage]
    a_token_is_user_and_password [GetAuthorizationToken]
    an_unknown_one_is_refused [DescribeRepositories, DescribeImages, DeleteRepository]
}

fn by_name(b: &Bench<'_>) -> DescribeRepositories {
    DescribeRepositories {
        repository_names: vec![b.name("images")],
        ..Default::default()
    }
}

async fn made(b: &Bench<'_>) -> Result<Repository, crate::bench::Stop> {
    let request = CreateRepository {
        repository_name: b.name("images"),
        ..Default::default()
    };
    let made = b.cloud.create_repository(request).await?.repository;
    b.later(delete(b));
    Ok(made)
}

fn delete(b: &Bench<'_>) -> DeleteRepository {
    DeleteRepository {
        repository_name: b.name("images"),
        force: true,
    }
}

async fn its_tags_stop_moving(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let put = |name: &str| PutImageTagMutability {
        repository_name: b.name(name),
        image_tag_mutability: "IMMUTABLE".into(),
    };
    let reply = b.cloud.put_image_tag_mutability(put("images")).await?;
    let word = reply.image_tag_mutability.as_str();
    b.same("imageTagMutability in the reply", word, "IMMUTABLE");
    let shown = b.cloud.describe_repositories(by_name(b)).await?;
    for repository in &shown.repositories {
        let word = repository.image_tag_mutability.as_str();
        b.same("imageTagMutability", word, "IMMUTABLE");
    }
    b.refused(
        "an unknown repository",
        put("nobody"),
        "RepositoryNotFoundException",
    )
    .await;
    Ok(())
}

async fn a_repository_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = made(b).await?;
    b.begins("repositoryArn", &made.repository_arn, "arn:aws:ecr:");
    b.check(
        "repositoryName is the one given",
        made.repository_name == b.name("images"),
        "another",
    );
    b.same(
        "imageTagMutability",
        made.image_tag_mutability.as_str(),
        "MUTABLE",
    );
    let (host, name) = made.repository_uri.split_once('/').unwrap_or_default();
    let right =
        host.contains(".dkr.ecr.") && host.ends_with(".amazonaws.com") && name == b.name("images");
    b.check(
        "repositoryUri is ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME",
        right,
        "otherwise",
    );
    let shown = b
        .cloud
        .describe_repositories(by_name(b))
        .await?
        .repositories;
    b.check(
        "it is found by its name",
        shown.as_slice() == [made],
        shown.len(),
    );
    b.cloud.delete_repository(delete(b)).await?;
    b.refused(
        "a deleted repository",
        by_name(b),
        "RepositoryNotFoundException",
    )
    .await;
    Ok(())
}

async fn its_name_is_taken_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let again = CreateRepository {
        repository_name: b.name("images"),
        ..Default::default()
    };
    b.refused("a taken name", again, "RepositoryAlreadyExistsException")
        .await;
    Ok(())
}

async fn its_name_is_lower_case(b: &Bench<'_>) -> Checked {
    let repository_name = "Images".to_owned();
    let request = CreateRepository {
        repository_name: repository_name.clone(),
        ..Default::default()
    };
    if b.refused("a name with capitals", request, "InvalidParameterException")
        .await
        .is_some()
    {
        b.later(DeleteRepository {
            repository_name,
            force: true,
        });
    }
    Ok(())
}

async fn it_is_empty_at_first(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let all = DescribeImages {
        repository_name: b.name("images"),
        ..Default::default()
    };
    let images = b.cloud.describe_images(all.clone()).await?.image_details;
    b.same("how many images a new repository has", images.len(), 0);
    let one = DescribeImages {
        image_ids: vec![ImageIdentifier {
            image_tag: "1".into(),
            ..Default::default()
        }],
        ..all
    };
    b.refused("an unknown tag", one, "ImageNotFoundException")
        .await;
    Ok(())
}

async fn an_image_that_is_not_there_is_a_failure(b: &Bench<'_>) -> Checked {
    made(b).await?;
    let repository_name = || b.name("images");
    let listed = ListImages {
        repository_name: repository_name(),
        ..Default::default()
    };
    let listed = b.cloud.list_images(listed.clone()).await?.image_ids;
    b.same("how many images a new repository lists", listed.len(), 0);
    let image_ids = || {
        vec![ImageIdentifier {
            image_tag: "1".into(),
            ..Default::default()
        }]
    };
    let get = BatchGetImage {
        repository_name: repository_name(),
        image_ids: image_ids(),
    };
    let got = b.cloud.batch_get_image(get).await?;
    b.same("images that are not there", got.images.len(), 0);
    let delete = BatchDeleteImage {
        repository_name: repository_name(),
        image_ids: image_ids(),
    };
    let gone = b.cloud.batch_delete_image(delete).await?;
    b.same("images that were not there to go", gone.image_ids.len(), 0);
    for failures in [got.failures, gone.failures] {
        let codes: Vec<_> = failures.iter().map(|f| f.failure_code.as_str()).collect();
        b.same(
            "the codes of the failures",
            codes.join(" ").as_str(),
            "ImageNotFound",
        );
    }
    Ok(())
}

async fn a_token_is_user_and_password(b: &Bench<'_>) -> Checked {
    let given = b
        .cloud
        .get_authorization_token(GetAuthorizationToken {})
        .await?;
    let given = given.authorization_data;
    b.same("how many tokens there are", given.len(), 1);
    let Some(data) = given.first() else {
        return Ok(());
    };
    // `AWS:` in Base64, but for the last letter, which holds a part of what follows.
    b.begins("authorizationToken", &data.authorization_token.0, "QVdTO");
    b.begins("proxyEndpoint", &data.proxy_endpoint, "https://");
    Ok(())
}

async fn an_unknown_one_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "RepositoryNotFoundException";
    b.refused("an unknown repository", by_name(b), CODE).await;
    b.refused("an unknown repository", delete(b), CODE).await;
    let images = DescribeImages {
        repository_name: b.name("images"),
        ..Default::default()
    };
    b.refused("an unknown repository", images, CODE).await;
    Ok(())
}

"""The waiters of botocore whose operations we have: what is asked, how often, and what ends the wait.

`regenerate.py` writes them into wire/src/waiters.json. Acceptors are kept as botocore has them: a JMESPath expression over
the answer, or the code of an error.
"""

import re


def kebab(name):
    """As the AWS command line names operations and waiters."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def of_service(loader, service, operations, named):
    """The waiters of a service: name -> what is kept of it. `named` says what AWS calls an operation."""
    import botocore.exceptions

    try:
        model = loader.load_service_model(service, "waiters-2")
    except botocore.exceptions.UnknownServiceError:
        return {}
    kept = {}
    known = {named(operation) for operation in operations if operation.startswith(f"{service}:")}
    for name, waiter in sorted(model["waiters"].items()):
        if waiter["operation"] in known:
            wanted = ("operation", "delay", "maxAttempts", "acceptors")
            kept[kebab(name)] = {key: waiter[key] for key in wanted}
    return kept

"""The judge of arrays and objects in every style and explode (OAS 3.1, 4.8.12.3), labelled."""

from __future__ import annotations

import pytest
from clausebook.clauses import ClauseKey, parameters_of
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.openapi import load
from fakes.paths import DOCUMENTS

DOCUMENT = load(DOCUMENTS / "judged-styles.yaml")
JUDGE = Judge(DOCUMENT)


def violated_keys(request: Request, consumer: bool = False) -> set[str]:
    """The keys of the violated clauses without method and path; each must be in the document."""
    keys = {violation.clause for violation in JUDGE.request(request, consumer=consumer)}
    assert keys <= JUDGE.clauses.keys()
    return {key.split(" ", 2)[2] for key in keys}


QUERY = [
    ("each=1&each=2", set()),
    ("each=1", {"each /minItems"}),
    ("each=1&each=2&each=3&each=4", {"each /maxItems"}),
    ("each=1,2", {"each /minItems", "each /items/type"}),
    ("comma=1,2", set()),
    ("comma=1,2,3,4", {"comma /maxItems"}),
    ("comma=1,x", {"comma /items/type"}),
    ("comma=1,10", {"comma /items/maximum"}),
    ("words=a%2Cb,c", set()),
    ("words=a%2Cb", {"words /minItems"}),
    ("space=a%20b", set()),
    ("space=a+b", set()),
    ("space=a,b", {"space /minItems"}),
    ("pipe=a|b", set()),
    ("pipe=a%7Cb", set()),
    ("pipe=a%7cb", set()),
    ("pipe=a,b", {"pipe /minItems"}),
    ("deep[x]=1&deep[y]=2", set()),
    ("deep%5Bx%5D=1&deep%5By%5D=2", set()),
    ("deep[x]=1", {"deep /required/y"}),
    ("deep[x]=a&deep[y]=-1", {"deep /properties/x/type", "deep /properties/y/minimum"}),
    ("deep[x]=1&deep[y]=2&deep[z]=3", {"deep /additionalProperties"}),
    ("loose[a]=1&loose[other]=2", set()),
    ("loose[a]=one", {"loose /properties/a/type"}),
    ("flat=x,1,y,2", set()),
    ("flat=y,2,x,1", set()),
    ("flat=x,1", {"flat /required/y"}),
    ("flat=x,1,y", {"flat /style"}),
    ("flat=x,1,y,-2", {"flat /properties/y/minimum"}),
]


@pytest.mark.parametrize(("query", "broken"), QUERY)
@pytest.mark.parametrize("consumer", [False, True], ids=["provider", "consumer"])
def test_a_query_parameter_is_parsed_by_its_style(
    query: str, broken: set[str], consumer: bool
) -> None:
    expected = {f"query {key}" for key in broken}

    assert violated_keys(Request("GET", f"/query?{query}"), consumer) == expected


@pytest.mark.parametrize(
    ("query", "broken"),
    [
        ("x=1&y=2", set()),
        ("x=1&y=-2", {"query point /properties/y/minimum"}),
        ("x=1", {"query point /required/y"}),
        ("", {"query point /required"}),
        ("point=x,1,y,2", {"query point /required"}),
    ],
)
def test_an_exploded_object_is_parsed_from_several_query_keys(query: str, broken: set[str]) -> None:
    assert violated_keys(Request("GET", f"/spread?{query}")) == broken


@pytest.mark.parametrize(
    ("name", "value", "broken"),
    [
        ("X-List", "1,2", ""),
        ("X-List", "1, 2,\t3", ""),
        ("X-List", "1", "/minItems"),
        ("X-List", "1,two", "/items/type"),
        ("X-Flat", "x,1,y,2", ""),
        ("X-Flat", "x=1,y=2", "/required/x /required/y /additionalProperties"),
        ("X-Flat", "x,1,y", "/style"),
        ("X-Pairs", "x=1,y=2", ""),
        ("X-Pairs", "x=1, y=-2", "/properties/y/minimum"),
    ],
)
def test_a_header_is_parsed_in_simple_style(name: str, value: str, broken: str) -> None:
    expected = {f"header {name} {key}" for key in broken.split()}

    assert violated_keys(Request("GET", "/header", ((name.lower(), value),))) == expected


@pytest.mark.parametrize(
    ("cookie", "broken"),
    [
        ("list=1,2", ""),
        ("list=1", "list /minItems"),
        ("list=1,x", "list /items/type"),
        ("flat=x,1,y,2; list=3,4", ""),
        ("flat=x,a,y,2", "flat /properties/x/type"),
    ],
)
def test_a_cookie_is_parsed_in_form_style(cookie: str, broken: str) -> None:
    request = Request("GET", "/cookie", (("Cookie", cookie),))

    assert violated_keys(request) == ({f"cookie {broken}"} if broken else set())


PATHS = [
    ("simple/list/1,2", ""),
    ("simple/list/1", "minItems"),
    ("simple/list/1%2C2", "minItems items/type"),
    ("simple/flat/x,1,y,2", ""),
    ("simple/flat/x,1,y", "style"),
    ("simple/pairs/x=1,y=2", ""),
    ("simple/pairs/x=1,y=-2", "properties/y/minimum"),
    ("label/lone/.5", ""),
    ("label/lone/5", "style"),
    ("label/lone/.a", "type"),
    ("label/list/.1,2", ""),
    ("label/list/.1", "minItems"),
    ("label/list/1,2", "style"),
    ("label/each/.1.2", ""),
    ("label/each/.1.x", "items/type"),
    ("label/flat/.x,1,y,2", ""),
    ("label/flat/.x,1", "required/y"),
    ("label/pairs/.x=1.y=2", ""),
    ("label/pairs/.x=1", "required/y"),
    ("matrix/lone/;p=5", ""),
    ("matrix/lone/;q=5", "style"),
    ("matrix/lone/;p=a", "type"),
    ("matrix/list/;p=1,2", ""),
    ("matrix/list/;p=1", "minItems"),
    ("matrix/list/1,2", "style"),
    ("matrix/each/;p=1;p=2", ""),
    ("matrix/each/;p=1;p=x", "items/type"),
    ("matrix/each/;p=1;q=2", "style"),
    ("matrix/flat/;p=x,1,y,2", ""),
    ("matrix/flat/;p=x,1,y,-2", "properties/y/minimum"),
    ("matrix/pairs/;x=1;y=2", ""),
    ("matrix/pairs/;x=1;y=-2", "properties/y/minimum"),
    ("matrix/pairs/x=1;y=2", "style"),
]


@pytest.mark.parametrize(("path", "broken"), PATHS)
def test_a_path_parameter_is_parsed_by_its_style(path: str, broken: str) -> None:
    assert violated_keys(Request("GET", f"/{path}")) == {f"path 1 /{key}" for key in broken.split()}


def test_every_style_of_the_document_has_a_row() -> None:
    tested = {query.partition("=")[0].partition("[")[0] for query, _ in QUERY}
    tested |= {path.rpartition("/")[0] for path, _ in PATHS}
    documented = set()
    for operation in DOCUMENT.operations:
        for place in parameters_of(DOCUMENT, operation):
            if operation.path == "/query" and place.parameter is not None:
                documented.add(place.parameter.name)
            elif "{p}" in operation.path:
                documented.add(ClauseKey.of(operation).path.removesuffix("/{}")[1:])

    assert documented <= tested
    assert len(documented) == 8 + 13

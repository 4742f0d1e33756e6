"""Chinese sentences of clauses; a keyword without one keeps its English sentence.

They are made from finished clauses, when a report or page asks for them.
"""

# ruff: noqa: RUF001 - full-width punctuation is what Chinese is written with

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from clausebook.clauses.key import template_names
from clausebook.clauses.model import Clause
from clausebook.clauses.wording import keyword_sentence
from clausebook.openapi import Effect, Side
from clausebook.openapi.pointers import split
from clausebook.schema.keywords import KEYWORDS, LISTS_OF_SCHEMAS, MAPS_OF_SCHEMAS

_Predicate = Callable[[Any], str]
# The subject of a subschema, given the keyword's subject and the name or number of the subschema.
_PARTS: dict[str, Callable[[str, str], str]] = {
    "patternProperties": lambda s, name: f"{s} 中名称匹配 `{name}` 的每个成员",
    "dependentSchemas": lambda s, name: f"{s}（有成员 `{name}` 时）",
    "prefixItems": lambda s, index: f"{s} 的第 {int(index) + 1} 项",
}
_PARTS_WITHOUT_NAME: dict[str, Callable[[str], str]] = {
    "items": lambda s: f"{s} 的每一项",
    "additionalProperties": lambda s: f"{s} 中文档未列出的每个成员",
    "then": lambda s: f"{s}（`if` 成立时）",
    "else": lambda s: f"{s}（`if` 不成立时）",
}
_EFFECTS = {
    Effect.CREATE: "创建它所指的对象，不影响别的对象",
    Effect.READ: "只读取，不改变任何东西",
    Effect.DELETE: "删除它所指的对象，不影响别的对象",
}
_PLACES = {"path": "路径", "query": "查询串", "header": "请求头", "cookie": "Cookie"}


def _listed(values: Any) -> str:
    return "、".join(json.dumps(value, ensure_ascii=False) for value in values)


_KEYWORDS: dict[str, _Predicate] = {
    "type": lambda v: f"的类型是 {' 或 '.join([v] if isinstance(v, str) else v)}",
    "enum": lambda v: f"{'等于' if len(v) == 1 else '是下列之一：'} {_listed(v)}",
    "format": lambda v: f"的格式是 {v}",
    "maxLength": lambda v: f"最多 {v} 个字符",
    "minLength": lambda v: f"至少 {v} 个字符",
    "pattern": lambda v: f"匹配模式 {v}",
    "maximum": lambda v: f"不大于 {v}",
    "exclusiveMaximum": lambda v: f"小于 {v}",
    "minimum": lambda v: f"不小于 {v}",
    "exclusiveMinimum": lambda v: f"大于 {v}",
    "multipleOf": lambda v: f"是 {v} 的倍数",
    "maxItems": lambda v: f"最多 {v} 项",
    "minItems": lambda v: f"至少 {v} 项",
    "uniqueItems": lambda v: "没有重复的项",
    "maxProperties": lambda v: f"最多 {v} 个成员",
    "minProperties": lambda v: f"至少 {v} 个成员",
    "required": lambda v: f"有成员 {v!r}",
    "additionalProperties": lambda v: "没有文档未列出的成员",
    "anyOf": lambda v: f"至少符合 {len(v)} 种结构之一",
    "oneOf": lambda v: f"恰好符合 {len(v)} 种结构之一",
    "not": lambda v: "不符合被排除的结构" if v else "不得出现",
    "items": lambda v: "没有文档未描述的项",
    "unevaluatedItems": lambda v: f"没有文档未描述的项{_except_for(v)}",
    "unevaluatedProperties": lambda v: f"没有文档未列出的成员{_except_for(v)}",
    "contains": lambda v: "含有符合要求的项",
    "minContains": lambda v: f"至少含有 {v} 个符合要求的项",
    "maxContains": lambda v: f"最多含有 {v} 个符合要求的项",
    "propertyNames": lambda v: "的成员名全部符合要求",
    "dependentRequired": lambda v: "，".join(
        f"有成员 `{trigger}` 时也有 {'、'.join(f'`{name}`' for name in names)}"
        for trigger, names in v.items()
    ),
}


def _except_for(schema: Any) -> str:
    fitting = json.dumps(schema, ensure_ascii=False)
    return "" if schema in (False, {"not": {}}) else f"，符合 {fitting} 的除外"


def predicate_zh(keyword: str, value: Any) -> str:
    """The predicate of the clause `keyword: value`, without its subject.

    Raises KeyError for a keyword without an English sentence too.
    """
    if keyword not in _KEYWORDS:
        return keyword_sentence("", keyword, value).strip().removesuffix(".")
    return _KEYWORDS[keyword](value)


def chinese(clause: Clause) -> str:
    """The clause's sentence in Chinese, or in English where a keyword has no wording here."""
    sentence = _operation_sentence(clause) or _place_sentence(clause)
    if sentence is None and _unworded(clause):
        return clause.sentence
    if sentence is None:
        sentence = _joined(_subject(clause), predicate_zh(clause.keyword, clause.value))
    return f"{sentence}。"


def missing_wording(clause: Clause) -> str:
    """The keyword for which the clause is shown in English; empty if it is shown in Chinese."""
    if _operation_sentence(clause) or _place_sentence(clause):
        return ""
    return _unworded(clause)


def _unworded(clause: Clause) -> str:
    """A keyword of the clause, or one above it, that has an English wording only."""
    for keyword, _ in _steps(clause):
        known = KEYWORDS.get(keyword)
        if known and known.part and keyword not in (*_PARTS, *_PARTS_WITHOUT_NAME, "properties"):
            return keyword
    return "" if clause.keyword in _KEYWORDS else clause.keyword


def _operation_sentence(clause: Clause) -> str | None:
    operation = clause.operation
    label = operation.label if operation else ""
    if clause.keyword == "operation":
        return f"存在操作 {label}"
    if clause.keyword == "effect":
        return f"{label} {_EFFECTS.get(clause.value, clause.value)}"
    if clause.keyword == "methods":
        return f"路径 {clause.key_parts.path} 只有方法 {'、'.join(clause.value)}，没有别的方法"
    if clause.keyword == "statuses":
        return f"{label} 只以 {'、'.join(clause.value)} 应答，没有别的状态码"
    if clause.keyword == "security":
        return f"凭 `{clause.key_parts.name}` 可以调用该操作" if clause.value else "不需要凭证"
    if clause.keyword == "status":
        which = "其余状态码" if clause.value == "default" else f"状态码 {clause.value} "
        return f"{which}有文档说明"
    if clause.keyword == "no content":
        return f"应答 {clause.key_parts.status} 没有响应体"
    return None


def _place_sentence(clause: Clause) -> str | None:
    subject = _place_subject(clause)
    if clause.keyword == "media type":
        if clause.side is Side.REQUEST:
            return f"接受 {clause.value} 类型的请求体"
        return f"{subject}的类型是 {clause.value}"
    if clause.keyword == "required" and isinstance(clause.value, bool):
        return _joined(subject, _requirement(clause))
    if clause.keyword == "content":
        return f"{subject} 以 {clause.value} 书写"
    if clause.keyword in ("style", "explode"):
        value = clause.value if isinstance(clause.value, str) else str(clause.value).lower()
        return f"{subject} 按 {clause.keyword} {value} 书写"
    return None


def _joined(subject: str, predicate: str) -> str:
    """Joins subject and predicate, with a blank only between code and Chinese."""
    return f"{subject}{' ' if subject.endswith('`') else ''}{predicate}"


def _requirement(clause: Clause) -> str:
    kind = clause.key_parts.kind
    if kind == "response":
        return "必定返回" if clause.value else "可能返回"
    if kind == "body":
        return "必须发送" if clause.value else "可以省略"
    return f"在{_PLACES[kind]}中{'必须给出' if clause.value else '可以省略'}"


def _place_subject(clause: Clause) -> str:
    key = clause.key_parts
    if key.kind == "path" and clause.operation is not None:
        names = template_names(clause.operation.path)
        return f"`{names[int(key.name) - 1]}`" if key.name.isdecimal() else f"`{key.name}`"
    if key.kind == "body":
        return "请求体"
    if key.kind == "response":
        return f"{key.status} 的响应{'体' if key.header is None else f'头 `{key.header}`'}"
    return f"`{key.name}`"


def _subject(clause: Clause) -> str:
    """The subject of the keyword: its place, and the part that the clause's path leads to."""
    subject = _place_subject(clause)
    for keyword, name in _steps(clause):
        if keyword == "properties":
            subject = _member(subject, name)
        elif keyword in _PARTS:
            subject = _PARTS[keyword](subject, name)
        elif keyword in _PARTS_WITHOUT_NAME:
            subject = _PARTS_WITHOUT_NAME[keyword](subject)
    return subject


def _steps(clause: Clause) -> Iterator[tuple[str, str]]:
    """The keywords above that of the clause, each with the name or number in it that is entered."""
    tokens = split(clause.path)
    above = iter(tokens[: -2 if clause.keyword == "required" else -1])
    for keyword in above:
        is_named = keyword in (*MAPS_OF_SCHEMAS, *LISTS_OF_SCHEMAS)
        yield keyword, next(above, "") if is_named else ""


def _member(subject: str, name: str) -> str:
    if subject.startswith("`"):
        head, _, tail = subject[1:].partition("`")
        return f"`{head}.{name}`{tail}"
    return f"{subject}中的 `{name}`"

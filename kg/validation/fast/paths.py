"""Property paths, of shapes and of their queries, as functions from a node to nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kg.validation.fast.plan import NotCompiledError, Part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kg.validation.fast.index import View, Wanted

    Walk: TypeAlias = Callable[[View, str], Sequence[str]]

ZERO_OR_ONE, ONE_OR_MORE = "?", "+"


def walk(path: str | Part, wanted: Wanted, *, back: bool = False) -> Walk:
    """Return the function from a node to the distinct nodes at a path's other end."""
    if isinstance(path, str):
        return _step(path, wanted, back=back)
    name = path.name
    if name == "InvPath":
        return walk(path.arg, wanted, back=not back)
    if name == "SequencePath":
        steps = [walk(part, wanted, back=back) for part in path.args]
        return _chain(steps[::-1] if back else steps)
    if name == "AlternativePath":
        return _either([walk(part, wanted, back=back) for part in path.args])
    if name == "MulPath":
        return _repeated(walk(path.path, wanted, back=back), path.mod)
    raise NotCompiledError(f"a path: {name}")


def _step(predicate: str, wanted: Wanted, *, back: bool) -> Walk:
    if back:
        wanted.backward.add(predicate)
        return lambda view, node: view.subjects(predicate, node)
    wanted.forward.add(predicate)
    return lambda view, node: view.objects(predicate, node)


def _chain(steps: Sequence[Walk]) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        reached: Sequence[str] = (node,)
        for step in steps:
            if len(reached) == 1:
                reached = step(view, reached[0])
            elif reached:
                reached = list(dict.fromkeys(end for one in reached for end in step(view, one)))
        return reached

    return walked


def _either(ways: Sequence[Walk]) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        return list(dict.fromkeys(end for way in ways for end in way(view, node)))

    return walked


def _repeated(step: Walk, modifier: str) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        found: dict[str, None] = {} if modifier == ONE_OR_MORE else {node: None}
        todo = list(step(view, node))
        while todo:
            reached = todo.pop()
            if reached not in found:
                found[reached] = None
                if modifier != ZERO_OR_ONE:
                    todo.extend(step(view, reached))
        return list(found)

    return walked


def pairs(path: str | Part, wanted: Wanted) -> Callable[[View], Iterator[tuple[str, str]]]:
    """Return the function to all pairs of nodes that a path joins; one may come twice."""
    if isinstance(path, str):
        wanted.forward.add(path)
        return lambda view: view.pairs(path)
    name = path.name
    if name == "InvPath":
        turned = pairs(path.arg, wanted)
        return lambda view: ((one, other) for other, one in turned(view))
    if name == "AlternativePath":
        ways = [pairs(part, wanted) for part in path.args]
        return lambda view: (pair for way in ways for pair in way(view))
    if name == "SequencePath":
        first = pairs(path.args[0], wanted)
        rest = _chain([walk(part, wanted) for part in path.args[1:]])
        return lambda view: ((one, end) for one, mid in first(view) for end in rest(view, mid))
    raise NotCompiledError(f"a path between any two nodes: {name}")

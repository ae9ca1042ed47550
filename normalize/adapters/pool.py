"""Tasks → what they come to, in the order of the tasks: done in this process, or by worker processes.

    with crew(recipe, jobs) as workers:
        for done in workers.in_order(tasks):
            ...

A `done` is a `Lost` if the worker died at its task, twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeAlias, TypeVar

Task = TypeVar("Task")
Done = TypeVar("Done")
Facts = TypeVar("Facts")

# Gives what does a task, and facts that whoever hands out the tasks wants to know.
Recipe: TypeAlias = Callable[[], tuple[Callable[[Task], Done], Facts]]

# Whether a task that was announced had been finished.
IsSettled: TypeAlias = Callable[[Task, Done], bool]


@dataclass(frozen=True, slots=True)
class Lost(Generic[Task]):
    """A task at which its worker died, and died again when it was tried anew; and what is known of that."""

    task: Task
    fact: str


def _one(task: object) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Batching(Generic[Task]):
    """How many tasks are handed over at once, and how far ahead of their turn they are begun.

    Attributes:
        size: Of a task, in any unit.
        limit: A batch is full when its tasks come to this; none is empty.
        ahead: Batches for each worker that may be begun, or done, beyond the one whose turn it is. A guess:
            a task may take as long as sixteen batches before other workers wait for it.
    """

    size: Callable[[Task], int] = _one
    limit: int = 1
    ahead: int = 16

    def batches(self, tasks: Iterable[Task]) -> Iterator[list[Task]]:
        """Yield the tasks, in order, some at a time.

        >>> list(Batching(len, 4).batches(["a", "bcd", "efghi", "j"]))
        [['a', 'bcd'], ['efghi'], ['j']]
        """
        batch: list[Task] = []
        total = 0
        for task in tasks:
            batch.append(task)
            total += self.size(task)
            if total >= self.limit:
                yield batch
                batch, total = [], 0
        if batch:
            yield batch


class Crew(ABC, Generic[Task, Done, Facts]):
    """Whoever does tasks. After the `with` no worker is left."""

    @abstractmethod
    def facts(self) -> Facts:
        """Return what the recipe tells; it is followed now if it was not. What it raises is raised here."""

    @abstractmethod
    def in_order(
        self, tasks: Iterable[Task], batching: Batching[Task] | None = None
    ) -> Iterator[Done | Lost[Task]]:
        """Yield what each task comes to, in their order. Tasks are asked for as they are needed.

        What a task raises is raised when its turn comes. Without `batching` each is handed over by itself.
        """

    @abstractmethod
    def stop(self) -> list[Done]:
        """End all workers, and return what was done and not yielded, in order."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def crew(
    recipe: Recipe[Task, Done, Facts],
    jobs: int,
    *,
    is_settled: IsSettled[Task, Done] = lambda task, done: False,
    preload: Sequence[str] = (),
) -> Crew[Task, Done, Facts]:
    """Return who does tasks: for one job this process, for more as many worker processes.

    Args:
        recipe: Pickled, and called once in each worker: a function of a module, or a partial of one. What it
            returns stays in the worker; the facts come back.
        jobs: How many tasks are done at once.
        is_settled: Of a task that was announced (`worker.committing`) and whose worker died: clears up what
            was begun, and returns whether it had been finished. Called in this process.
        preload: Modules that all workers share; not such as begin threads.
    """
    if jobs <= 1:
        return Here(recipe)
    from normalize.adapters.pool_workers import Pool

    return Pool(recipe, jobs, is_settled, preload)


class Here(Crew[Task, Done, Facts]):
    """This process, which does one task after the other."""

    def __init__(self, recipe: Recipe[Task, Done, Facts]) -> None:
        self._recipe = recipe
        self._made: list[tuple[Callable[[Task], Done], Facts]] = []

    def facts(self) -> Facts:
        return self._opened()[1]

    def in_order(
        self, tasks: Iterable[Task], batching: Batching[Task] | None = None
    ) -> Iterator[Done | Lost[Task]]:
        yield from map(self._opened()[0], tasks)

    def stop(self) -> list[Done]:
        return []

    def _opened(self) -> tuple[Callable[[Task], Done], Facts]:
        if not self._made:
            self._made.append(self._recipe())
        return self._made[0]

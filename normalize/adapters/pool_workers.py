"""Worker processes, as their parent sees them: tasks go out in batches, what they come to comes back.

A worker that is killed costs the task that it was at one more try, alone and while no other is at work, for
memory may have been short; nothing that is done is done twice. Each worker has a line of its own: in a queue
that all share, as `concurrent.futures` has it, one death breaks the line for all, and nobody knows what the
others had written.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any

from normalize.adapters.pool import Batching, Crew, Done, Facts, IsSettled, Lost, Recipe, Task
from normalize.adapters.worker import OUT_OF_MEMORY, Word, masked, serve
from normalize.errors import NormalizeError

# Seconds that workers have to finish what they are writing before they are killed. A guess: a thousand times
# what a file takes.
GRACE = 10.0


@dataclass(eq=False, slots=True)
class Worker:
    """One worker process.

    Attributes:
        line: To it.
        is_ready: Whether it has followed the recipe.
        given: Numbers of the tasks that it has not answered, in order: it is at the first.
        announced: What the first of them will have come to, if it said so: none, or one.
    """

    process: BaseProcess
    line: Connection
    is_ready: bool = False
    given: deque[int] = field(default_factory=deque)
    announced: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Raised:
    """An exception, whose turn has not come."""

    error: Exception


class Pool(Crew[Task, Done, Facts]):
    """Worker processes. The first is begun when it is needed, the others when that one is ready.

    So what the first one compiles and keeps, the others find.
    """

    def __init__(
        self,
        recipe: Recipe[Task, Done, Facts],
        jobs: int,
        is_settled: IsSettled[Task, Done],
        preload: Sequence[str] = (),
    ) -> None:
        self._recipe, self._jobs, self._is_settled = recipe, jobs, is_settled
        has_server = "forkserver" in multiprocessing.get_all_start_methods()
        self._context: ForkServerContext | SpawnContext = (
            multiprocessing.get_context("forkserver") if has_server else multiprocessing.get_context("spawn")
        )
        self._context.set_forkserver_preload(list(preload))
        self._workers: list[Worker] = []
        self._facts: list[Facts] = []
        self._stillborn = 0  # workers that died in a row before any was ready
        self._refusals: list[Exception] = []  # why no worker can be had
        self._batches: Iterator[list[Task]] = iter(())
        self._ahead = 0
        self._ends: deque[int] = deque()  # of the batches that were numbered, those whose turn has not passed
        self._tasks: dict[int, Task] = {}  # numbered, and not done
        self._made: dict[int, Done | Lost[Task] | _Raised] = {}  # done, and not yielded
        self._count, self._next = 0, 0  # numbers: the first that is free, that whose turn it is
        self._waiting: deque[list[int]] = deque()  # batches that nobody has
        self._suspects: deque[int] = deque()  # tasks at which a worker died
        self._deaths: Counter[int] = Counter()

    def facts(self) -> Facts:
        while not self._facts:
            if not self._workers:
                self._begin()
            self._listen()
        return self._facts[0]

    def in_order(
        self, tasks: Iterable[Task], batching: Batching[Task] | None = None
    ) -> Iterator[Done | Lost[Task]]:
        how = batching or Batching()
        self._batches, self._ahead = how.batches(tasks), how.ahead * self._jobs
        while True:
            self._hand_out()
            if self._next in self._made:
                yield self._taken()
                self._listen(0)
            elif self._next == self._count:
                return
            else:
                self._listen()

    def stop(self) -> list[Done]:
        try:
            for worker in self._workers:
                worker.process.terminate()
            end = time.monotonic() + GRACE
            while self._workers and (left := end - time.monotonic()) > 0:
                self._hear_all(left)
        finally:
            for worker in self._workers:
                _end(worker, 0)
            self._workers.clear()
        made = [self._made.pop(number) for number in sorted(self._made)]
        return [one for one in made if not isinstance(one, Lost | _Raised)]

    def _taken(self) -> Done | Lost[Task]:
        """Return what the task came to whose turn it is."""
        made = self._made.pop(self._next)
        self._next += 1
        while self._ends and self._ends[0] < self._next:
            self._ends.popleft()
        if isinstance(made, _Raised):
            raise made.error
        return made

    def _hand_out(self) -> None:
        """Give batches to those who have none; begin further workers if there are more batches than that."""
        while self._may_give() and self._is_more():
            idle = next((one for one in self._workers if one.is_ready and not one.given), None)
            if idle is None:
                self._grow()
                return
            self._give(idle, [self._suspects.popleft()] if self._suspects else self._waiting.popleft())

    def _may_give(self) -> bool:
        """Return whether anything may be begun: not while a task is tried anew."""
        busy = [one.given[0] for one in self._workers if one.given]
        return not busy if self._suspects else not any(self._deaths[number] for number in busy)

    def _is_more(self) -> bool:
        """Return whether something waits to be given."""
        return bool(self._suspects) or self._are_waiting(1)

    def _are_waiting(self, count: int) -> bool:
        """Return whether so many batches wait; they are asked for, as far as we may look ahead."""
        while len(self._waiting) < count and len(self._ends) < self._ahead:
            batch = next(self._batches, None)
            if batch is None:
                break
            numbers = range(self._count, self._count + len(batch))
            self._tasks.update(zip(numbers, batch, strict=True))
            self._count = numbers.stop
            self._ends.append(numbers[-1])
            self._waiting.append(list(numbers))
        return len(self._waiting) >= count

    def _grow(self) -> None:
        """Begin the first worker, or when one is ready as many others as there are batches for."""
        if not self._workers:
            self._begin()
        elif any(one.is_ready for one in self._workers):
            begun = sum(1 for one in self._workers if not one.is_ready)
            while len(self._workers) < self._jobs and self._are_waiting(begun + 1):
                self._begin()
                begun += 1

    def _begin(self) -> None:
        """Begin a worker; one that Ctrl-C never reaches, for that is for its parent to see to."""
        line, far = self._context.Pipe()
        process = self._context.Process(target=serve, args=(self._recipe, far), daemon=True)
        if os.name == "posix":
            resource_tracker.ensure_running()  # which, when it begins, lets Ctrl-C through again
        with masked([signal.SIGINT]):
            process.start()
            self._workers.append(Worker(process, line))
            far.close()  # or we would not hear of its death

    def _give(self, worker: Worker, numbers: list[int]) -> None:
        """Hand a batch to a worker that waits for one, so that it reads while we write."""
        worker.given.extend(numbers)
        try:
            worker.line.send([self._tasks[number] for number in numbers])
        except OSError:
            worker.given.clear()  # it died idle: none of these is to blame
            self._waiting.appendleft(numbers)
            self._bury(worker)

    def _listen(self, timeout: float | None = None) -> None:
        """Take in what workers say; raise what keeps all of them from their work."""
        self._hear_all(timeout)
        if self._refusals:
            raise self._refusals[0]

    def _hear_all(self, timeout: float | None) -> None:
        lines: dict[Any, Worker] = {one.line: one for one in self._workers}
        ready = wait(list(lines), timeout)
        with masked([signal.SIGINT]):  # Ctrl-C never comes between a result and what we know of it
            for line in ready:
                self._hear(lines[line])

    def _hear(self, worker: Worker) -> None:
        try:
            word, value = worker.line.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if word == Word.READY:
            worker.is_ready, self._stillborn = True, 0
            self._facts = self._facts or [value]
        elif word == Word.ANNOUNCED:
            worker.announced = [value]
        elif word == Word.DONE:
            self._answered(worker, value)
        elif word == Word.FINISHED:
            self._answered(worker, worker.announced[0])
        elif word == Word.FAILED:
            self._fail(worker, *value)

    def _fail(self, worker: Worker, error: Exception, trace: str) -> None:
        if not isinstance(error, NormalizeError):
            error.add_note(f"In a worker process:\n{trace}")
        if worker.is_ready:
            self._answered(worker, _Raised(error))
        else:
            self._refusals.append(error)

    def _answered(self, worker: Worker, made: Done | _Raised) -> None:
        """Keep what the task came to that a worker was at."""
        number = worker.given.popleft()
        worker.announced.clear()
        del self._tasks[number]
        self._made[number] = made

    def _bury(self, worker: Worker) -> None:
        """Part from a worker that has died; what it had not come to is for others."""
        self._workers.remove(worker)
        fact = _end(worker, GRACE)
        if not worker.is_ready:
            self._mourn(fact)
        elif worker.given:
            self._suspect(worker, fact)
            if worker.given:
                self._waiting.appendleft(list(worker.given))

    def _mourn(self, fact: str) -> None:
        """Do with fewer workers if one died before it was ready; without any, begin only one more."""
        self._stillborn += 1
        if any(one.is_ready for one in self._workers):
            self._jobs -= 1
        elif self._stillborn > 1:
            hint = "there may be too little memory for it: name fewer --jobs"
            self._refusals.append(NormalizeError(f"a worker process dies before it can work: {fact}", hint))

    def _suspect(self, worker: Worker, fact: str) -> None:
        """See to the task that a worker died at: it was finished, or is tried once more, or is lost."""
        number = worker.given.popleft()
        task = self._tasks[number]
        if worker.announced and self._is_settled(task, worker.announced[0]):
            self._made[number] = worker.announced[0]
        elif self._deaths[number]:
            self._made[number] = Lost(task, fact)
        else:
            self._suspects.append(number)
        self._deaths[number] += 1
        if number in self._made:
            del self._tasks[number]


def _end(worker: Worker, grace: float) -> str:
    """Wait for a worker to end, at most some seconds; return how it did."""
    worker.line.close()
    worker.process.join(grace)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    code = worker.process.exitcode or 0
    worker.process.close()
    if code < 0:
        return f"killed ({signal.Signals(-code).name})"
    return "out of memory" if code == OUT_OF_MEMORY else f"it ended with code {code}"

"""CPython's side of contention.bench.ts: `threads|processes PEERS`, then one line a round, 'times', answered by nanoseconds a pair."""
import json
import multiprocessing
import sys
import threading
import time

LEAD = 0.002


def count(lock, rounds, answers, counted):
    while True:
        order = rounds.recv()
        if order is None:
            return
        times, at = order
        while time.perf_counter() < at:
            pass
        began = time.perf_counter()
        if counted is None:
            for _ in range(times):
                lock.acquire()
                lock.release()
        else:
            for _ in range(times):
                lock.acquire()
                counted[0] += 1
                lock.release()
        answers.send((began, time.perf_counter()))


def main():
    kind, peers = sys.argv[1], int(sys.argv[2])
    context = multiprocessing.get_context('fork')
    lock = threading.Lock() if kind == 'threads' else context.Lock()
    start = threading.Thread if kind == 'threads' else context.Process
    # Between processes counting would cost CPython more than its lock does.
    counted = [0] if kind == 'threads' else None
    ends = []
    for _ in range(peers):
        ours, theirs = multiprocessing.Pipe()
        start(target=count, args=(lock, theirs, theirs, counted), daemon=True).start()
        ends.append(ours)
    print('ready', flush=True)
    for line in sys.stdin:
        times = int(line)
        spent = time.process_time()
        at = time.perf_counter() + LEAD
        for end in ends:
            end.send((times, at))
        turns = [end.recv() for end in ends]
        spent = time.process_time() - spent
        print(json.dumps({'turns': turns, 'cpu': spent}), flush=True)
    for end in ends:
        end.send(None)


main()

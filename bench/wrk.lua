-- One line for bench/run.py: requests, microseconds, p50, p99, answers that were wrong.
done = function(summary, latency, requests)
   local e = summary.errors
   io.write(string.format('RESULT %d %d %d %d %d\n', summary.requests, summary.duration,
      latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end

/** Fields of a log line: identifiers and counts. Never a mail address, a token or a body. */
export type LogFields = Record<string, string | number | boolean | undefined>;

export type Log = {
  info(message: string, fields?: LogFields): void;
  error(message: string, fault: unknown, fields?: LogFields): void;
  /** Values for the alarms, in CloudWatch's embedded metric format: a log line that becomes metrics. */
  metrics(values: Record<string, number>, at: Date): void;
};

const namespace = "Sentinella";

/** Writes one JSON object a line with the given writer. */
export function openLog(write: (line: string) => void): Log {
  // Returns nothing: middy would use the return value of a middleware as the function's answer.
  const put = (entry: object) => {
    write(`${JSON.stringify(entry)}\n`);
  };
  return {
    info: (message, fields = {}) => put({ level: "info", message, ...fields }),
    error: (message, fault, fields = {}) =>
      put({
        level: "error",
        message,
        ...fields,
        fault: fault instanceof Error ? `${fault.name}: ${fault.message}` : String(fault),
        stack: fault instanceof Error ? fault.stack : undefined,
      }),
    metrics: (values, at) =>
      put({
        _aws: {
          Timestamp: at.getTime(),
          CloudWatchMetrics: [
            {
              Namespace: namespace,
              Dimensions: [[]],
              Metrics: Object.keys(values).map((Name) => ({ Name, Unit: "Count" })),
            },
          ],
        },
        ...values,
      }),
  };
}

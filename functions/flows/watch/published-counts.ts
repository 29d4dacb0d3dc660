type Counted = Readonly<Record<string, number | undefined>> & {
  daysOverdue: number | undefined;
  institutesNotReminded: number | undefined;
  alertsNotMailed: number | undefined;
};

/** The published counts, with the sum of overdue work. A count that failed is left out. */
export function publishedCounts(counts: Counted): Record<string, number> {
  const { daysOverdue = 0, institutesNotReminded = 0, alertsNotMailed = 0 } = counts;
  const jobsOverdue = daysOverdue + institutesNotReminded + alertsNotMailed;
  return Object.fromEntries(
    Object.entries({ jobsOverdue, ...counts }).flatMap(([name, count]) => (count === undefined ? [] : [[name, count]])),
  );
}

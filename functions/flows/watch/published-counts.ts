type Counted = Readonly<Record<string, number | undefined>> & {
  daysOverdue: number | undefined;
  institutesNotReminded: number | undefined;
  alertsNotMailed: number | undefined;
};

/** The counts as they are published, with what is overdue in all. One that could not be made is left out. */
export function publishedCounts(counts: Counted): Record<string, number> {
  const { daysOverdue = 0, institutesNotReminded = 0, alertsNotMailed = 0 } = counts;
  const jobsOverdue = daysOverdue + institutesNotReminded + alertsNotMailed;
  return Object.fromEntries(
    Object.entries({ jobsOverdue, ...counts }).flatMap(([name, count]) => (count === undefined ? [] : [[name, count]])),
  );
}

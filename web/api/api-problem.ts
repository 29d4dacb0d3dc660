import { type ProblemBody, type ProblemName, problemType } from "../../shared/contracts/problem.ts";

/** The API refused the call. The problem gives the reason in the reader's language. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly problem: ProblemBody;
  constructor(problem: ProblemBody) {
    super(problem.title);
    this.problem = problem;
  }

  is(name: ProblemName): boolean {
    return this.problem.type === problemType(name);
  }
}

/** The API did not answer. It may or may not have received the request. */
export class NoConnection extends Error {
  override readonly name = "NoConnection";
}

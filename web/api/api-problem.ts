import { type ProblemBody, type ProblemName, problemType } from "../../shared/contracts/problem.ts";

/** The API refused, and says why in the reader's language. */
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

/** The API could not be reached: whether it got the request is not known. */
export class NoConnection extends Error {
  override readonly name = "NoConnection";
}

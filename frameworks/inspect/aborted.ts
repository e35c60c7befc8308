/** The inspection was ended from outside before it had a result. */
export class InspectionAborted extends Error {
  constructor() {
    super('the inspection was ended');
    this.name = 'InspectionAborted';
  }
}

import type { CriterionDocument, ProcessDocument, StageDocument } from "../document.ts";

export const STAGES_POINTER = "/stages";

export interface StagePlace {
  readonly stage: StageDocument;
  readonly stageIndex: number;
  readonly pointer: string;
}

export interface CriterionPlace extends StagePlace {
  readonly criterion: CriterionDocument;
}

/** The stages, each with its pointer. */
export function placedStages({ stages }: ProcessDocument): readonly StagePlace[] {
  return stages.map((stage, stageIndex) => ({ stage, stageIndex, pointer: `${STAGES_POINTER}/${stageIndex}` }));
}

/** The criteria of all stages in the order of the document, each with its pointer. */
export function placedCriteria(document: ProcessDocument): readonly CriterionPlace[] {
  return placedStages(document).flatMap((place) =>
    place.stage.criteria.map((criterion, index) => ({
      ...place,
      criterion,
      pointer: `${place.pointer}/criteria/${index}`,
    })),
  );
}

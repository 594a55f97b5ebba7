/**
 * spaCy's built-in symbols: their id is their place in this list, and a string that is one of them is stored as that
 * id instead of its hash. 457 rows. The order up to ENT_KB_ID (452) is that of spaCy's public symbol list and is held by
 * known ids: ORTH 65, ENT_IOB 77, ENT_TYPE 78, ADJ 84, PERSON 380, ORG 383, DATE 391, MONEY 394, dobj 416, nsubj 429.
 * The last four names (MORPH, ENT_ID, IDX, _) are written from knowledge of the 3.x series, not checked against a file;
 * they matter only for tokens or types that are spelled exactly so.
 */
const attributes =
  'NIL IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM LIKE_EMAIL IS_STOP ' +
  'IS_OOV IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY';

const flags = Array.from({ length: 45 }, (_, i) => `FLAG${i + 19}`).join(' ');

const lexical =
  'ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD SENT_START SPACY PROB ' +
  'LANG ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL SPACE';

const morphology =
  'Animacy_anim Animacy_inan Animacy_hum Animacy_nhum Aspect_freq Aspect_imp Aspect_mod Aspect_none Aspect_perf ' +
  'Aspect_iter Aspect_hab Case_abe Case_abl Case_abs Case_acc Case_ade Case_all Case_cau Case_com Case_cmp Case_dat ' +
  'Case_del Case_dis Case_ela Case_equ Case_ess Case_gen Case_ill Case_ine Case_ins Case_loc Case_lat Case_nom ' +
  'Case_par Case_sub Case_sup Case_tem Case_ter Case_tra Case_voc Definite_two Definite_def Definite_red Definite_cons ' +
  'Definite_ind Definite_spec Degree_cmp Degree_comp Degree_none Degree_pos Degree_sup Degree_abs Degree_com ' +
  'Degree_dim Degree_equ Evident_nfh Gender_com Gender_fem Gender_masc Gender_neut Mood_cnd Mood_imp Mood_ind Mood_n ' +
  'Mood_pot Mood_sub Mood_opt Mood_prp Mood_adm Negative_neg Negative_pos Negative_yes Polarity_neg Polarity_pos ' +
  'Number_com Number_dual Number_none Number_plur Number_sing Number_ptan Number_count Number_tri NumType_card ' +
  'NumType_dist NumType_frac NumType_gen NumType_mult NumType_none NumType_ord NumType_sets Person_one Person_two ' +
  'Person_three Person_none Poss_yes PronType_advPart PronType_art PronType_default PronType_dem PronType_ind ' +
  'PronType_int PronType_neg PronType_prs PronType_rcp PronType_rel PronType_tot PronType_clit PronType_exc ' +
  'PronType_emp Reflex_yes Tense_fut Tense_imp Tense_past Tense_pres VerbForm_fin VerbForm_ger VerbForm_inf ' +
  'VerbForm_none VerbForm_part VerbForm_partFut VerbForm_partPast VerbForm_partPres VerbForm_sup VerbForm_trans ' +
  'VerbForm_conv VerbForm_gdv VerbForm_vnoun Voice_act Voice_cau Voice_pass Voice_mid Voice_int Voice_antip Voice_dir ' +
  'Voice_inv Abbr_yes AdpType_prep AdpType_post AdpType_voc AdpType_comprep AdpType_circ AdvType_man AdvType_loc ' +
  'AdvType_tim AdvType_deg AdvType_cau AdvType_mod AdvType_sta AdvType_ex AdvType_adadj ConjType_oper ConjType_comp ' +
  'Connegative_yes Derivation_minen Derivation_sti Derivation_inen Derivation_lainen Derivation_ja Derivation_ton ' +
  'Derivation_vs Derivation_ttain Derivation_ttaa Echo_rdp Echo_ech Foreign_foreign Foreign_fscript Foreign_tscript ' +
  'Foreign_yes Gender_dat_masc Gender_dat_fem Gender_erg_masc Gender_erg_fem Gender_psor_masc Gender_psor_fem ' +
  'Gender_psor_neut Hyph_yes InfForm_one InfForm_two InfForm_three NameType_geo NameType_prs NameType_giv NameType_sur ' +
  'NameType_nat NameType_com NameType_pro NameType_oth NounType_com NounType_prop NounType_class Number_abs_sing ' +
  'Number_abs_plur Number_dat_sing Number_dat_plur Number_erg_sing Number_erg_plur Number_psee_sing Number_psee_plur ' +
  'Number_psor_sing Number_psor_plur Number_pauc Number_grpa Number_grpl Number_inv NumForm_digit NumForm_roman ' +
  'NumForm_word NumValue_one NumValue_two NumValue_three PartForm_pres PartForm_past PartForm_agt PartForm_neg ' +
  'PartType_mod PartType_emp PartType_res PartType_inf PartType_vbp Person_abs_one Person_abs_two Person_abs_three ' +
  'Person_dat_one Person_dat_two Person_dat_three Person_erg_one Person_erg_two Person_erg_three Person_psor_one ' +
  'Person_psor_two Person_psor_three Person_zero Person_four Polite_inf Polite_pol Polite_abs_inf Polite_abs_pol ' +
  'Polite_erg_inf Polite_erg_pol Polite_dat_inf Polite_dat_pol Polite_infm Polite_form Polite_form_elev ' +
  'Polite_form_humb Prefix_yes PrepCase_npr PrepCase_pre PunctSide_ini PunctSide_fin PunctType_peri PunctType_qest ' +
  'PunctType_excl PunctType_quot PunctType_brck PunctType_comm PunctType_colo PunctType_semi PunctType_dash Style_arch ' +
  'Style_rare Style_poet Style_norm Style_coll Style_vrnc Style_sing Style_expr Style_derg Style_vulg Style_yes ' +
  'StyleVariant_styleShort StyleVariant_styleBound VerbType_aux VerbType_cop VerbType_mod VerbType_light';

const entitiesAndRelations =
  'PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY QUANTITY ORDINAL ' +
  'CARDINAL acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass dep det dobj ' +
  'expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num number oprd obj obl parataxis ' +
  'partmod pcomp pobj poss possessive preconj prep prt punct quantmod relcl rcmod root xcomp acl ENT_KB_ID MORPH ENT_ID IDX _';

export const symbolNames: readonly string[] = [attributes, flags, lexical, morphology, entitiesAndRelations]
  .join(' ')
  .split(' ')
  .map((name) => (name === 'NIL' ? '' : name));

const ids = new Map(symbolNames.map((name, id) => [name, id]));

/** @returns the symbol's id, or undefined for ordinary strings */
export function symbolId(text: string): number | undefined {
  return ids.get(text);
}

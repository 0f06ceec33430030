# Makes survey.csv, and the api-*.csv it is made from, with R 4.2.2 and survey 4.1-1:
#   Rscript survey.R
# api-*.csv are columns of the API samples that come with survey (California Department of
# Education, Academic Performance Index 2000); synthetic-firms.csv is made by firms.py.
suppressPackageStartupMessages(library(survey))
data(api)
keep <- c("cds", "stype", "dnum", "sch.wide", "api00", "api99", "enroll", "api.stu", "acs.46", "pw")
save <- function(d, name, more) write.csv(d[c(keep, more)], name, row.names = FALSE, quote = FALSE, na = "")
save(apistrat, "api-strat.csv", "fpc")
save(apiclus1, "api-clus1.csv", "fpc")
save(apiclus2, "api-clus2.csv", character())

out <- NULL
note <- function(design, estimator, item, domain, value, se, deff = NA, df = NA)
  out <<- rbind(out, data.frame(design, estimator, item, domain = as.character(domain),
                                value = as.vector(value), se = as.vector(se), deff = as.vector(deff), df))
whole <- function(name, d, items, na = FALSE) for (i in items) {
  f <- reformulate(i)
  t <- svytotal(f, d, deff = TRUE); m <- svymean(f, d, deff = TRUE, na.rm = na)
  if (!anyNA(d$variables[[i]])) note(name, "total", i, "all", coef(t), SE(t), deff(t), degf(d))
  note(name, "mean", i, "all", coef(m), SE(m), deff(m), degf(d[which(!is.na(d$variables[[i]])), ]))
}
part <- function(name, d, items, by, na = FALSE) for (i in items) for (k in sort(unique(d$variables[[by]]))) {
  s <- d[which(d$variables[[by]] == k & (!na | !is.na(d$variables[[i]]))), ]
  if (nrow(s) == 0) next # no answer: survey says 0
  f <- reformulate(i)
  m <- svymean(f, s, deff = TRUE)
  if (!anyNA(d$variables[[i]])) {
    t <- svytotal(f, s, deff = TRUE)
    note(name, "total", i, k, coef(t), SE(t), deff(t), degf(s))
  }
  note(name, "mean", i, k, coef(m), SE(m), deff(m), degf(s))
}
ratio <- function(name, d, y, x, by) {
  r <- svyratio(reformulate(y), reformulate(x), d)
  note(name, "ratio", paste0(y, "/", x), "all", coef(r), SE(r))
  for (k in sort(unique(d$variables[[by]]))) {
    r <- svyratio(reformulate(y), reformulate(x), d[which(d$variables[[by]] == k), ])
    note(name, "ratio", paste0(y, "/", x), k, coef(r), SE(r))
  }
}
share <- function(name, d, y, by) for (k in sort(unique(d$variables[[by]]))) {
  d$variables$part <- d$variables[[y]] * (d$variables[[by]] == k)
  r <- svyratio(~part, reformulate(y), d)
  note(name, "share", y, k, coef(r), SE(r))
}
every <- function(name, d, items, y, x, by) {
  whole(name, d, items); part(name, d, items, by); ratio(name, d, y, x, by); share(name, d, x, by)
}
none <- function(name, d, by) { whole(name, d, "acs.46", TRUE); part(name, d, "acs.46", by, TRUE) }

dstrat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat, fpc = ~fpc)
dclus1 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus1, fpc = ~fpc)
dclus2 <- svydesign(id = ~dnum, weights = ~pw, data = apiclus2)
every("strat", dstrat, c("api00", "enroll"), "api.stu", "enroll", "sch.wide"); none("strat", dstrat, "sch.wide")
every("clus1", dclus1, c("api00", "enroll"), "api.stu", "enroll", "stype"); none("clus1", dclus1, "stype")
whole("clus2", dclus2, "api00"); part("clus2", dclus2, "api00", "stype")

types <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
wide <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
known <- c("(Intercept)" = 6194, stypeH = 755, stypeM = 1018, sch.wideYes = 5122)
strict <- function(...) calibrate(..., epsilon = 1e-13, maxit = 200)
every("clus1-post", postStratify(dclus1, ~stype, types), c("api00", "enroll"), "api.stu", "enroll", "stype")
every("clus1-linear", strict(dclus1, ~stype + sch.wide, known), c("api00", "enroll"), "api.stu", "enroll", "stype")
every("clus1-raking", strict(dclus1, ~stype + sch.wide, known, calfun = "raking"),
      c("api00", "enroll"), "api.stu", "enroll", "stype")
every("clus1-api99", strict(dclus1, ~stype + api99, c(known[1:3], api99 = 3914069)),
      c("api00", "enroll"), "api.stu", "enroll", "stype")
r <- rake(dclus1, list(~stype, ~sch.wide), list(types, wide), control = list(maxit = 500, epsilon = 1e-10))
whole("clus1-rake", r, c("api00", "enroll"))

firms <- read.csv("synthetic-firms.csv")
for (rule in c("adjust", "average", "certainty")) {
  options(survey.lonely.psu = rule)
  d <- svydesign(id = ~group, strata = ~stratum, weights = ~weight, fpc = ~population, data = firms)
  items <- c("connected", "equipment")
  every(paste0("firms-", rule), d, items, "connected", "equipment", "province")
  d <- d[which(!is.na(d$variables$revenue)), ]
  for (k in 0:3) {
    m <- svymean(~revenue, d[which(d$variables$province == k), ])
    note(paste0("firms-", rule), "mean", "revenue", k, coef(m), SE(m))
  }
  d <- svydesign(id = ~group, strata = ~stratum, weights = ~weight, fpc = ~population, data = firms)
  d <- strict(d, ~factor(size) + factor(province), c(400, 130, 90, 100, 110, 80), calfun = "raking")
  every(paste0("firms-", rule, "-raking"), d, items, "connected", "equipment", "province")
}
num <- function(x) ifelse(is.na(x), "", formatC(x, digits = 17, format = "g", width = 1))
out[5:8] <- lapply(out[5:8], num)
write.csv(out, "survey.csv", row.names = FALSE, quote = FALSE)
